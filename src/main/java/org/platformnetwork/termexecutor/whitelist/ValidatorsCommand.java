package org.platformnetwork.termexecutor.whitelist;

import java.util.List;
import java.util.Set;
import org.platformnetwork.termexecutor.whitelist.chain.ChainReading;
import org.platformnetwork.termexecutor.whitelist.chain.ChainSettings;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph;
import org.platformnetwork.termexecutor.whitelist.chain.MetagraphSource;
import org.platformnetwork.termexecutor.whitelist.chain.SubtensorClient;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/**
 * {@code term-executor validators}: reads the chain once with the service's own settings and prints
 * who may submit and why others may not, without starting the service.
 */
public final class ValidatorsCommand {

    public static final String NAME = "validators";

    private ValidatorsCommand() {}

    /** Not a configuration by annotation, so that the service does not find it. */
    @EnableConfigurationProperties({ChainSettings.class, WhitelistSettings.class})
    @Import(SubtensorClient.class)
    static final class Beans {}

    /**
     * Reads and prints.
     *
     * @param arguments further ones, as the service takes them
     * @return the program's exit code: 0 for a table on the standard output, 1 for one sentence for
     *     each endpoint on the standard error
     */
    public static int run(List<String> arguments) throws InterruptedException {
        var application =
                new SpringApplicationBuilder(Beans.class)
                        .web(WebApplicationType.NONE)
                        .properties(
                                "logging.level.root=warn",
                                "logging.level.org.springframework.context.annotation=error");
        try (var context = application.run(arguments.toArray(String[]::new))) {
            if (context.getBean(ChainSettings.class).isOff()) {
                System.err.println("The chain is not read: BITTENSOR_RPC is off.");
                return 1;
            }
            return switch (context.getBean(MetagraphSource.class).read(Set.of())) {
                case Metagraph metagraph -> {
                    var table = new ValidatorTable(context.getBean(WhitelistSettings.class));
                    System.out.print(table.render(metagraph));
                    yield 0;
                }
                case ChainReading.Unreadable(var reasons) -> {
                    reasons.forEach(System.err::println);
                    yield 1;
                }
            };
        }
    }
}
