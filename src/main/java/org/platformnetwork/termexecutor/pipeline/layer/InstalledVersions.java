package org.platformnetwork.termexecutor.pipeline.layer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.pipeline.dependency.Dependency;
import org.platformnetwork.termexecutor.pipeline.dependency.Ecosystem;
import org.platformnetwork.termexecutor.pipeline.patch.TreeFiles;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;

/** Which versions of packages lie in a layer, by what their installers write beside them. */
final class InstalledVersions {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /**
     * Prints names of metadata directories of Python, then name and manifest of node's packages.
     */
    private static final String LIST =
            """
            output=$1
            shift
            find . ~ /usr/lib/python3* /usr/local/lib /opt \\( -name '*.dist-info' -o -name '*.egg-info' \\) \\
              -prune -printf '%f\\0' 2>/dev/null | head -c 4194304 >"$output/python"
            find . ~ -name node_modules -prune -print0 2>/dev/null |
              while IFS= read -r -d '' modules; do
                for name; do
                  if [[ -f $modules/$name/package.json ]]; then
                    printf '%s\\0' "$name"
                    head -c 65536 -- "$modules/$name/package.json" | tr -d '\\0'
                    printf '\\0'
                  fi
                done
              done | head -c 4194304 >"$output/node"
            """;

    private static final Pattern PYTHON =
            Pattern.compile("(.+?)-([^-]+)(?:-py[\\d.]+)?\\.(?:dist|egg)-info");
    private static final Pattern NODE_VERSION = Pattern.compile("\"version\"\\s*:\\s*\"([^\"]+)\"");

    private InstalledVersions() {}

    /**
     * Lists them.
     *
     * @param wanted of these; what else is installed does not matter
     * @param root a directory for a sandbox; not there yet, removed again
     */
    static Map<Dependency, Set<String>> of(
            Set<Dependency> wanted,
            TaskContext context,
            Layer layer,
            String repoPath,
            Path root,
            StepRunner stepRunner)
            throws IOException, PhaseFailedException {
        var found = new HashMap<Dependency, Set<String>>();
        try (var sandbox = context.sandboxes().open(root, layer, SandboxPhase.VERIFY, repoPath)) {
            var line = new ArrayList<>(List.of("bash", "-c", LIST, "installed"));
            line.add(sandbox.seen(sandbox.temporary()).toString());
            wanted.stream()
                    .filter(dependency -> dependency.ecosystem() == Ecosystem.NPM)
                    .map(Dependency::name)
                    .forEach(line::add);
            stepRunner.run(
                    "installed", sandbox, new SandboxCommand(line, "", Map.of(), TIMEOUT, false));
            var lists = TreeFiles.below(sandbox.temporary(), List.of("python", "node"));
            for (var name : items(lists, "python")) {
                var metadata = PYTHON.matcher(name);
                if (metadata.matches()) {
                    add(found, Ecosystem.PYTHON, metadata.group(1), metadata.group(2));
                }
            }
            var node = items(lists, "node");
            for (int i = 0; i + 1 < node.size(); i += 2) {
                var version = NODE_VERSION.matcher(node.get(i + 1));
                if (version.find()) {
                    add(found, Ecosystem.NPM, node.get(i), version.group(1));
                }
            }
        } finally {
            context.remover().accept(root);
        }
        found.keySet().retainAll(wanted);
        return found;
    }

    private static List<String> items(Map<String, byte[]> lists, String name) {
        var text = new String(lists.getOrDefault(name, new byte[0]), UTF_8);
        return List.of(text.split("\0", -1));
    }

    private static void add(
            Map<Dependency, Set<String>> found, Ecosystem ecosystem, String name, String version) {
        found.computeIfAbsent(new Dependency(ecosystem, name), _ -> new HashSet<>()).add(version);
    }
}
