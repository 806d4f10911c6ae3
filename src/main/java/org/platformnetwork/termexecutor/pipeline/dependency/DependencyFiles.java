package org.platformnetwork.termexecutor.pipeline.dependency;

import java.util.regex.Pattern;

/** Which files of a repository are manifests, lock files, or name versions for them. */
public final class DependencyFiles {

    private static final Pattern NAME =
            Pattern.compile(
                    "(?:.*/)?(?:pyproject\\.toml|setup\\.cfg|setup\\.py|[^/]*requirements[^/]*\\.(?:txt|in)"
                        + "|requirements/[^/]+\\.(?:txt|in)|constraints[^/]*\\.txt|Pipfile(?:\\.lock)?"
                        + "|(?:poetry|uv|pdm)\\.lock"
                        + "|package\\.json|package-lock\\.json|npm-shrinkwrap\\.json|yarn\\.lock"
                        + "|pnpm-lock\\.yaml|pnpm-workspace\\.yaml"
                        + "|go\\.(?:mod|sum|work|work\\.sum)|Cargo\\.(?:toml|lock)"
                        + "|pom\\.xml|\\.mvn/extensions\\.xml|(?:build|settings)\\.gradle(?:\\.kts)?"
                        + "|gradle\\.properties|gradle-wrapper\\.properties|[^/]+\\.versions\\.toml"
                        + "|[^/]*\\.lockfile)");

    private static final Pattern OF_NO_BUILD =
            Pattern.compile("(?:.*/)?(?:node_modules|vendor|testdata|(?:__)?fixtures(?:__)?)/.*");

    private DependencyFiles() {}

    /** Tells by the path, relative to the repository. */
    public static boolean include(String path) {
        return NAME.matcher(path).matches() && !OF_NO_BUILD.matcher(path).matches();
    }
}
