package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** What stands above the commands: their help and the version. */
@Command(
        name = "term-executor",
        mixinStandardHelpOptions = true,
        versionProvider = TermExecutorCommand.Version.class,
        description = {
            "Judges AI coding agents. Without a command, the service starts: its settings are",
            "environment variables, and it takes no arguments."
        },
        synopsisSubcommandLabel = "COMMAND")
final class TermExecutorCommand {

    /** The version that the build wrote down. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            var build = new Properties();
            try (var file = Version.class.getResourceAsStream("/META-INF/build-info.properties")) {
                if (file != null) {
                    build.load(file);
                }
            }
            return new String[] {"term-executor " + build.getProperty("build.version", "unknown")};
        }
    }
}
