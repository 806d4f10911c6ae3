package org.platformnetwork.termexecutor.client.completion;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish, which picocli does not write: a line for each command and each option. */
final class FishCompletion {

    private FishCompletion() {}

    static String of(CommandSpec root) {
        var names = String.join(" ", root.subcommands().keySet());
        var lines = new StringBuilder();
        // At the root no file has a place.
        lines.append(
                "complete -c %s -n 'not __fish_seen_subcommand_from %s' -f%n"
                        .formatted(root.name(), names));
        add(lines, root, "not __fish_seen_subcommand_from " + names);
        return lines.toString();
    }

    /**
     * @param condition when this command's own words are offered
     */
    private static void add(StringBuilder lines, CommandSpec command, String condition) {
        var start = "complete -c %s -n '%s'".formatted(command.root().name(), condition);
        for (var option : command.options()) {
            lines.append(start).append(names(option));
            if (option.arity().max() > 0) {
                lines.append(" -r");
            }
            lines.append(description(option.description())).append('\n');
        }
        command.subcommands()
                .forEach((name, subcommand) -> {
                    var spec = subcommand.getCommandSpec();
                    lines.append(
                            "%s -a %s%s%n"
                                    .formatted(
                                            start,
                                            name,
                                            description(spec.usageMessage().description())));
                    var seen = "__fish_seen_subcommand_from " + name;
                    add(lines, spec, command.parent() == null ? seen : condition + "; and " + seen);
                });
    }

    private static String names(OptionSpec option) {
        return Arrays.stream(option.names())
                .map(name ->
                        name.startsWith("--")
                                ? " -l " + name.substring(2)
                                : " -s " + name.substring(1))
                .collect(Collectors.joining());
    }

    private static String description(String[] lines) {
        return lines.length == 0
                ? ""
                : " -d '" + lines[0].replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
