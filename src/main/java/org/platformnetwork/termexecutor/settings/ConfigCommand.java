package org.platformnetwork.termexecutor.settings;

import java.util.concurrent.Callable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code term-executor config}: the settings that a service would have that starts here. */
@Command(
        name = ConfigCommand.NAME,
        mixinStandardHelpOptions = true,
        description = "Prints the service's settings as they count here, and where each is from.")
public final class ConfigCommand implements Callable<Integer> {

    public static final String NAME = "config";

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    /** Not a configuration by annotation, so that the service does not find it. */
    static final class Beans {}

    @Override
    public Integer call() {
        var application =
                new SpringApplicationBuilder(Beans.class)
                        .web(WebApplicationType.NONE)
                        .properties("logging.level.root=warn");
        try (var context = application.run()) {
            var variables = new Variables(context.getEnvironment());
            if (json) {
                System.out.println(JsonMapper.shared().writeValueAsString(variables.settings()));
            } else {
                variables
                        .settings()
                        .forEach(setting ->
                                System.out.printf(
                                        "%-36s %-24s %s%n",
                                        setting.name(),
                                        setting.value().isEmpty() ? "-" : setting.value(),
                                        setting.source()));
            }
            variables.misspellings().forEach(found -> System.err.println(found.sentence()));
            return 0;
        }
    }
}
