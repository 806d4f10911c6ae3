package org.platformnetwork.termexecutor.whitelist;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.platformnetwork.termexecutor.whitelist.chain.ChainSettings;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph;
import org.platformnetwork.termexecutor.whitelist.chain.MetagraphSource;
import org.platformnetwork.termexecutor.whitelist.chain.MetagraphSource.ChainReading;
import org.platformnetwork.termexecutor.whitelist.chain.SubtensorClient;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code term-executor validators}: reads the chain once with the service's own settings and prints
 * who may submit and why others may not, without starting the service.
 */
@Command(
        name = ValidatorsCommand.NAME,
        mixinStandardHelpOptions = true,
        description = {
            "Reads the chain once and prints who may submit, and why others may not.",
            "Its settings are the service's: environment variables."
        },
        footer = "Exit code: 0 read, 1 no node answered.")
public final class ValidatorsCommand implements Callable<Integer> {

    public static final String NAME = "validators";

    private final List<String> settings;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    public ValidatorsCommand() {
        this(List.of());
    }

    /**
     * With settings over those of the environment.
     *
     * @param settings {@code --NAME=VALUE} each
     */
    ValidatorsCommand(List<String> settings) {
        this.settings = List.copyOf(settings);
    }

    /** Not a configuration by annotation, so that the service does not find it. */
    @EnableConfigurationProperties({ChainSettings.class, WhitelistSettings.class})
    @Import(SubtensorClient.class)
    static final class Beans {}

    /**
     * Reads and prints.
     *
     * @return the program's exit code: 0 for a table on the standard output, 1 for one sentence for
     *     each endpoint on the standard error
     */
    @Override
    public Integer call() throws InterruptedException {
        var application =
                new SpringApplicationBuilder(Beans.class)
                        .web(WebApplicationType.NONE)
                        .properties(
                                "logging.level.root=warn",
                                "logging.level.org.springframework.context.annotation=error");
        try (var context = application.run(settings.toArray(String[]::new))) {
            if (context.getBean(ChainSettings.class).isOff()) {
                System.err.println("The chain is not read: BITTENSOR_RPC is off.");
                return 1;
            }
            return switch (context.getBean(MetagraphSource.class).read(Set.of())) {
                case Metagraph metagraph -> {
                    var table = new ValidatorTable(context.getBean(WhitelistSettings.class));
                    System.out.print(json ? table.json(metagraph) : table.render(metagraph));
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
