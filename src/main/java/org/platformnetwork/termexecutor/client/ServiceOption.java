package org.platformnetwork.termexecutor.client;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which service a command speaks to, and for whom it prints. */
final class ServiceOption {

    static final String VARIABLE = "TERM_EXECUTOR_URL";
    private static final String DEFAULT = "http://127.0.0.1:8080";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "the service; else the variable " + VARIABLE + ", else " + DEFAULT)
    private @Nullable String url;

    @Option(names = "--json", description = "print the service's JSON")
    private boolean json;

    boolean json() {
        return json;
    }

    /** What another command line needs for the same service; empty or beginning with a space. */
    String option() {
        return url == null ? "" : " --url " + url;
    }

    ApiClient open(CommandContext commandContext) throws CommandFailure {
        var named =
                Objects.requireNonNullElseGet(
                        url, () -> commandContext.environment().getOrDefault(VARIABLE, DEFAULT));
        try {
            var uri = URI.create(named);
            var scheme = String.valueOf(uri.getScheme());
            if ((scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return new ApiClient(uri, commandContext.clock());
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new CommandFailure(ExitCode.USAGE, "The URL of a service is http(s)://HOST:PORT.");
    }
}
