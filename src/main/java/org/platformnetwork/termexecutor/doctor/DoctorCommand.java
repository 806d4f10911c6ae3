package org.platformnetwork.termexecutor.doctor;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.platformnetwork.termexecutor.fleet.channel.ChannelSettings;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.SandboxCheck;
import org.platformnetwork.termexecutor.settings.Variables;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code term-executor doctor}: tries with the service's own settings what this machine can do,
 * without starting the service or disturbing one, and says how to fix the rest.
 */
@Command(
        name = DoctorCommand.NAME,
        mixinStandardHelpOptions = true,
        description = {
            "Tries what this machine can do for the service, and says how to fix the rest.",
            "Its settings are the service's: environment variables."
        },
        footer = "Exit code: 0 the service would start with these settings, else 1.")
public final class DoctorCommand implements Callable<Integer> {

    public static final String NAME = "doctor";

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    /** Not a configuration by annotation, so that the service does not find it. */
    @ConfigurationPropertiesScan("org.platformnetwork.termexecutor")
    @Import({ProcessRunner.class, SandboxCheck.class})
    static final class Beans {}

    /**
     * Tries and prints.
     *
     * @return the program's exit code: 0 when the service would start with these settings, else 1
     */
    @Override
    public Integer call() throws IOException {
        var application =
                new SpringApplicationBuilder(Beans.class)
                        .web(WebApplicationType.NONE)
                        .properties(
                                "logging.level.root=warn",
                                "logging.level.org.springframework.context.annotation=error",
                                "logging.level.org.platformnetwork.termexecutor.process=error",
                                "logging.level.org.platformnetwork.termexecutor.sandbox=error");
        try (var context = application.run()) {
            var sandboxCheck = context.getBean(SandboxCheck.class);
            sandboxCheck.run(Programs.script());
            var environment = context.getEnvironment();
            var fleet =
                    new FleetCheck(
                            context.getBean(ChannelSettings.class),
                            environment.getProperty("TEMPORAL_ADDRESS", ""),
                            sandboxCheck.chosen());
            var report =
                    Findings.report(
                            sandboxCheck,
                            new Variables(environment).misspellings(),
                            fleet.isMeant() ? fleet.findings() : List.of());
            System.out.print(json ? report.json() : report.render());
            return report.hasErrors() ? 1 : 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
