package org.platformnetwork.termexecutor.pipeline.git;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.process.ProcessResult;

/**
 * Where a repository is fetched from.
 *
 * @param published the URL that the task names
 * @param url the one that is fetched, after rewriting; it may be an operator's own affair
 * @param trusted whether the operator chose the server
 */
record Origin(String published, String url, boolean trusted) {

    private static final int MAX_LINES = 3;
    private static final int MAX_LENGTH = 300;

    private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^/@\\s]*@");
    private static final Pattern QUERY = Pattern.compile("(?<=://)([^?#\\s']*)[?#][^\\s']*");
    private static final Pattern HOST_PATH = Pattern.compile("(?<![^\\s'\"(])/[^\\s'\")]+");

    private static final Pattern SERVER =
            Pattern.compile("(?:[a-z]+://|[^/@]*@)([^/:]+)(?::(\\d+))?");

    /** Advice that git adds to every refusal. */
    private static final Pattern ADVICE =
            Pattern.compile(
                    "(?i)please make sure you have.*|and the repository exists\\.|warning:.*");

    /** The far side gives nothing, and another attempt would end the same. */
    private static final Pattern REFUSAL =
            Pattern.compile(
                    "(?i)permission denied|host key verification failed|not (?:be )?found"
                            + "|does not appear to be a git repository|does not exist"
                            + "|could not read (?:username|password)|terminal prompts disabled"
                            + "|authentication failed|access denied|not authorized"
                            + "|cannot run ssh|returned error: (?:40[014]|410|451)"
                            + "|transport .* not allowed");

    /** Alone, a server's 403 may as well be its limit of requests. */
    private static final Pattern CLOSED =
            Pattern.compile("(?im)^remote: .*\\b(?:blocked|denied|disabled|suspended)\\b");

    private static final Pattern RATE_LIMIT =
            Pattern.compile(
                    "(?i)rate.?limit|too many requests|try again later|returned error: 429");

    /** The published URL, without the credentials that may stand in it. */
    String shown() {
        return withoutSecrets(published);
    }

    /** Whether it is no network that fails, nor a server. */
    static boolean isRefusal(ProcessResult.Exited fetch) {
        var said = fetch.output().text();
        boolean isClosed = said.contains("returned error: 403") && CLOSED.matcher(said).find();
        return (isClosed || REFUSAL.matcher(said).find()) && !RATE_LIMIT.matcher(said).find();
    }

    /** Why a fetch failed, in git's own words. */
    String reason(ProcessResult.Exited fetch) {
        var said =
                fetch.output()
                        .text()
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !ADVICE.matcher(line).matches())
                        .limit(MAX_LINES)
                        .collect(Collectors.joining(" "));
        var message = cleaned(said);
        return "git could not fetch %s: %s"
                .formatted(shown(), message.substring(0, Math.min(MAX_LENGTH, message.length())));
    }

    private String cleaned(String message) {
        var parts =
                Arrays.stream(withoutSecrets(message).split(Pattern.quote(withoutSecrets(url)), -1))
                        .map(this::withoutServer)
                        .map(part -> HOST_PATH.matcher(part).replaceAll("…"));
        return parts.collect(Collectors.joining(shown()));
    }

    /** Without what names the host of a rewritten address, as network errors do. */
    private String withoutServer(String message) {
        if (url.equals(published)) {
            return message;
        }
        var server = SERVER.matcher(withoutSecrets(url));
        if (!server.lookingAt()) {
            return message;
        }
        var text = message.replace(server.group(1), "…");
        return server.group(2) == null ? text : text.replace(server.group(2), "…");
    }

    private static String withoutSecrets(String text) {
        return QUERY.matcher(CREDENTIALS.matcher(text).replaceAll("")).replaceAll("$1");
    }
}
