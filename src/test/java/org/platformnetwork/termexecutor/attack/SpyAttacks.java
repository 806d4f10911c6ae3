package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an agent can find out about the service, other tasks and the tests that wait for it. */
interface SpyAttacks extends Theme {

    /** Looks for a word that it does not contain itself, wherever it can read. */
    String SEARCH =
            """
            word = ("%s" + "%s").encode()
            for top, directories, files in os.walk("/"):
                if top == "/":
                    directories[:] = set(directories) - {"proc", "sys", "usr"}
                for name in files:
                    path = os.path.join(top, name)
                    if name in ("workspace.yaml", "archive", "checks.txt"):
                        print("found", path)
                    try:
                        if os.path.isfile(path) and word in open(path, "rb").read(1 << 20):
                            print("found", path)
                    except OSError: pass
            for process in filter(str.isdigit, os.listdir("/proc")):
                for name in "cmdline", "environ":
                    try:
                        content = open("/proc/%%s/%%s" %% (process, name), "rb").read()
                        if name == "environ":
                            for line in content.split(b"\\0"):
                                print("variable", line.split(b"=")[0].decode())
                        elif b"java" in content or word in content:
                            print("found", name, process)
                    except OSError: pass
            for path in %s:
                try: os.stat(path); print("found", path)
                except OSError: pass
                try: socket.socket(socket.AF_UNIX).connect(path); print("found", path)
                except OSError: pass
            for descriptor in os.listdir("/proc/self/fd"):
                try:
                    if int(descriptor) > 2: print("found", os.readlink("/proc/self/fd/" + descriptor))
                except OSError: pass
            print("searched")
            """;

    @Test
    default void nothingOfTheServiceOrOfOtherTasksIsFound() throws IOException {
        var data = Files.createDirectories(arena().workspace().resolve("data"));
        Files.writeString(data.resolve("secret"), "needle-7f3a");
        var path = arena().outside("socket").resolve("s");
        Judged judged;
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path));
            var places =
                    List.of(path, data, arena().workspace(), path.getParent()).stream()
                            .map(place -> "'" + place + "'")
                            .toList();
            judged =
                    fight(
                            Duel.python(SEARCH.formatted("needle-", "7f3a", places))
                                    .test("helper.txt", "needle-7f3a\n"));
        }

        judged.failsAs("tests_failed");
        var lines = judged.output().lines().toList();
        assertThat(lines).contains("searched").noneMatch(line -> line.startsWith("found"));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("variable "))
                .extracting(line -> line.substring("variable ".length()))
                .doesNotContainAnyElementsOf(ownVariables());
    }

    private static Set<String> ownVariables() {
        var names = new HashSet<>(System.getenv().keySet());
        names.removeAll(
                List.of("PATH", "HOME", "TMPDIR", "USER", "LOGNAME", "LANG", "PWD", "OLDPWD", "_"));
        names.remove("SHLVL");
        return names;
    }
}
