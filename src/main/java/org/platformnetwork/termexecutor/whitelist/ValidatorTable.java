package org.platformnetwork.termexecutor.whitelist;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph.Neuron;
import tools.jackson.databind.json.JsonMapper;

/** A metagraph as an operator reads it: one line for each neuron, and why it may submit or not. */
final class ValidatorTable {

    private static final String ROW = "%5s  %-48s  %-6s  %-6s  %20s  %20s  %20s  %s";

    private final WhitelistRule rule;
    private final Set<Hotkey> trusted;

    ValidatorTable(WhitelistSettings settings) {
        this.rule = settings.rule();
        this.trusted = settings.trusted();
    }

    /** Heading, rows by uid, the trusted validators that the subnet does not know, and the sum. */
    String render(Metagraph metagraph) {
        var outside = outside(metagraph);
        long whitelisted = metagraph.neurons().stream().filter(this::isWhitelisted).count();
        return Stream.of(
                        Stream.of(
                                ROW.formatted(
                                        "uid",
                                        "hotkey",
                                        "permit",
                                        "active",
                                        "alpha",
                                        "tao",
                                        "total",
                                        "whitelisted")),
                        metagraph.neurons().stream().map(this::row),
                        outside.stream().map(ValidatorTable::row),
                        Stream.of(
                                "%d of %d neurons of subnet %d whitelisted, %d trusted besides; block %d, spec %d, %s; %s stake of at least %s"
                                        .formatted(
                                                whitelisted,
                                                metagraph.neurons().size(),
                                                metagraph.netuid(),
                                                outside.size(),
                                                metagraph.blockNumber(),
                                                metagraph.specVersion(),
                                                metagraph.endpoint(),
                                                rule.measure().settingName(),
                                                tokens(rule.minimum()))))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The same as one JSON object in a line; stakes are decimal texts. */
    String json(Metagraph metagraph) {
        var mapper = JsonMapper.shared();
        var root = mapper.createObjectNode();
        root.put("netuid", metagraph.netuid())
                .put("block", metagraph.blockNumber())
                .put("spec_version", metagraph.specVersion())
                .put("endpoint", metagraph.endpoint())
                .put("stake_measure", rule.measure().settingName())
                .put("min_stake", tokens(rule.minimum()));
        var rows = root.putArray("neurons");
        for (var neuron : metagraph.neurons()) {
            var hotkey = WhitelistRule.hotkey(neuron);
            rows.addObject()
                    .put("uid", neuron.uid())
                    .put("hotkey", hotkey.address())
                    .put("permit", neuron.permit())
                    .put("active", neuron.active())
                    .put("alpha_stake", tokens(neuron.alphaStake()))
                    .put("tao_stake", tokens(neuron.taoStake()))
                    .put("total_stake", tokens(neuron.totalStake()))
                    .put("trusted", trusted.contains(hotkey))
                    .put("whitelisted", isWhitelisted(neuron))
                    .put("refusal", rule.refusal(neuron).orElse(null));
        }
        var others = root.putArray("trusted_outside");
        outside(metagraph).forEach(hotkey -> others.add(hotkey.address()));
        return mapper.writeValueAsString(root) + "\n";
    }

    /** The trusted ones that the subnet does not know. */
    private List<Hotkey> outside(Metagraph metagraph) {
        var known =
                metagraph.neurons().stream()
                        .map(WhitelistRule::hotkey)
                        .collect(Collectors.toUnmodifiableSet());
        return trusted.stream().filter(hotkey -> !known.contains(hotkey)).toList();
    }

    private boolean isWhitelisted(Neuron neuron) {
        return rule.refusal(neuron).isEmpty() || trusted.contains(WhitelistRule.hotkey(neuron));
    }

    private String row(Neuron neuron) {
        var hotkey = WhitelistRule.hotkey(neuron);
        var refusal = rule.refusal(neuron);
        return ROW.formatted(
                neuron.uid(),
                hotkey.address(),
                yesOrNo(neuron.permit()),
                yesOrNo(neuron.active()),
                tokens(neuron.alphaStake()),
                tokens(neuron.taoStake()),
                tokens(neuron.totalStake()),
                refusal.map(why -> trusted.contains(hotkey) ? "yes, trusted" : "no: " + why)
                        .orElse("yes"));
    }

    private static String row(Hotkey trusted) {
        return ROW.formatted("-", trusted.address(), "-", "-", "-", "-", "-", "yes, trusted");
    }

    private static String yesOrNo(boolean value) {
        return value ? "yes" : "no";
    }

    private static String tokens(long rao) {
        return BigDecimal.valueOf(rao, WhitelistRule.DECIMALS).toPlainString();
    }
}
