package org.platformnetwork.termexecutor.pipeline.git;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides where a repository is fetched from: rewrites prefixes as git's {@code insteadOf} does,
 * then lets only plain URLs of allowed protocols through. Whatever git could read as an option, a
 * remote helper ({@code ext::}) or a local path is refused.
 */
final class RepositoryUrls {

    private static final Pattern URL =
            Pattern.compile(
                    "([a-z]+)://(?!-)(?!\\S*@-)[^\\s\\p{Cc}]*[^\\s\\p{Cc}/:@][^\\s\\p{Cc}]*");
    private static final Pattern SCP_LIKE =
            Pattern.compile(
                    "[A-Za-z0-9_.][A-Za-z0-9_.-]*@[A-Za-z0-9.][A-Za-z0-9.-]*:(?!-)[^\\s\\p{Cntrl}:]+");

    /** Everything up to the end of the server's name, and the rest. */
    private static final Pattern SERVER =
            Pattern.compile("(?s)((?:[a-z]+://[^/]*)|(?:[^/:]*))(?:[/:].*)?");

    /** A step upwards, also as git decodes it, could leave the mirror of a rewritten prefix. */
    private static final Pattern UPWARDS = Pattern.compile("(?i).*[/:](\\.|%2e){2}(/.*|$)");

    private final GitSettings settings;

    RepositoryUrls(GitSettings settings) {
        this.settings = settings;
    }

    /** Where to fetch from; empty when it is not allowed. */
    Optional<Origin> resolve(String repository) {
        var origin =
                settings.repoRewrite().stream()
                        .map(rule -> rule.split("=", 2))
                        .filter(rule -> repository.startsWith(rule[0]))
                        .max(Comparator.comparingInt(rule -> rule[0].length()))
                        .map(rule -> rewritten(repository, rule[0], rule[1]))
                        .orElseGet(() -> new Origin(repository, repository, false));
        return !UPWARDS.matcher(origin.url()).matches()
                        && settings.allowedProtocols().contains(protocol(origin.url()))
                ? Optional.of(origin)
                : Optional.empty();
    }

    /** What follows a rule without a slash could go on with the server's name. */
    private static Origin rewritten(String repository, String from, String to) {
        var url = to + repository.substring(from.length());
        return new Origin(repository, url, server(url).equals(server(to)));
    }

    private static String server(String url) {
        return SERVER.matcher(url).replaceFirst("$1");
    }

    /**
     * What a submodule's URL means, as git-submodule(1) has it: {@code ./} and {@code ../} count
     * from the repository that holds it, anything else stands as it is. A step above the host gives
     * what {@link #resolve} refuses.
     */
    static String relativeTo(String parent, String url) {
        if (!url.startsWith("./") && !url.startsWith("../")) {
            return url;
        }
        var base = parent.replaceFirst("/+$", "");
        var rest = url;
        var separator = "/";
        while (rest.startsWith("./") || rest.startsWith("../")) {
            if (rest.startsWith("../")) {
                int cut = Math.max(base.lastIndexOf('/'), base.lastIndexOf(':'));
                if (cut < 0 || cut <= base.indexOf("://") + 2) {
                    return "";
                }
                separator = base.substring(cut, cut + 1);
                base = base.substring(0, cut);
            }
            rest = rest.substring(rest.indexOf('/') + 1);
        }
        return base + separator + rest;
    }

    private static String protocol(String url) {
        var plain = URL.matcher(url);
        if (plain.matches()) {
            return plain.group(1);
        }
        return SCP_LIKE.matcher(url).matches() ? "ssh" : "";
    }
}
