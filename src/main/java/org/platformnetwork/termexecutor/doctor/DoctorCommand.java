package org.platformnetwork.termexecutor.doctor;

import java.io.IOException;
import java.util.List;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.SandboxCheck;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/**
 * {@code term-executor doctor}: tries with the service's own settings what this machine can do,
 * without starting the service or disturbing one, and says how to fix the rest.
 */
public final class DoctorCommand {

    public static final String NAME = "doctor";

    private DoctorCommand() {}

    /** Not a configuration by annotation, so that the service does not find it. */
    @ConfigurationPropertiesScan("org.platformnetwork.termexecutor")
    @Import({ProcessRunner.class, SandboxCheck.class})
    static final class Beans {}

    /**
     * Tries and prints.
     *
     * @param arguments further ones, as the service takes them
     * @return the program's exit code: 0 when the service would start with these settings, else 1
     */
    public static int run(List<String> arguments) throws IOException {
        var application =
                new SpringApplicationBuilder(Beans.class)
                        .web(WebApplicationType.NONE)
                        .properties(
                                "logging.level.root=warn",
                                "logging.level.org.springframework.context.annotation=error",
                                "logging.level.org.platformnetwork.termexecutor.process=error",
                                "logging.level.org.platformnetwork.termexecutor.sandbox=error");
        try (var context = application.run(arguments.toArray(String[]::new))) {
            var sandboxCheck = context.getBean(SandboxCheck.class);
            sandboxCheck.run(Programs.script());
            var report = Findings.report(sandboxCheck);
            System.out.print(report.render());
            return report.hasErrors() ? 1 : 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
