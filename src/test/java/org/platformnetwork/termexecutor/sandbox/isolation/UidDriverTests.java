package org.platformnetwork.termexecutor.sandbox.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.sandbox.UidSandboxes;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.sandbox.host.UidRange;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;

@EnabledIfRoot
@EnabledIfCommand({"setpriv", "python3", "ipcmk"})
class UidDriverTests extends UidSandboxes {

    @Test
    void isTheLevelAskedFor() throws IOException {
        assertThat(sandboxes.isolation().wireName()).isEqualTo("uid");
        assertThat(sandboxes.notes()).anyMatch(note -> note.contains("/repo"));
        assertThat(sandboxes.notes().stream().anyMatch(note -> note.contains("/etc/passwd")))
                .isEqualTo(
                        Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)
                                .stream()
                                .noneMatch(line -> line.startsWith("task64999:")));
    }

    @Test
    void runsAsUserOfItsOwnWithoutAnyRight() throws IOException {
        var first = open("agent", SandboxPhase.AGENT);
        var second = open("verify", SandboxPhase.VERIFY);
        var script = "id -u; id -g; id -G; grep -E '^(Cap(Prm|Eff|Bnd)|NoNew)' /proc/self/status";

        assertThat(run(first, script).lines())
                .containsExactly(
                        user(first),
                        user(first),
                        user(first),
                        "CapPrm:\t0000000000000000",
                        "CapEff:\t0000000000000000",
                        "CapBnd:\t0000000000000000",
                        "NoNewPrivs:\t1");
        assertThat(run(second, "id -u").strip()).isEqualTo(user(second)).isNotEqualTo(user(first));
    }

    @Test
    void worksInItsTreeAndHome() throws IOException {
        prepare("echo installed >made; mkdir ~/.cache; echo x >~/.cache/x; >\"$TMPDIR/left\"");
        var script =
                """
                cat file made; cat ~/.cache/x; echo changed >file; rm made; touch "$TMPDIR/t"
                echo out >/proc/self/fd/1; echo err >/proc/self/fd/2
                stat -c %U . ~ | sort -u; pwd
                """;
        var agent = open("agent", SandboxPhase.AGENT);

        assertThat(run(agent, script).lines())
                .containsExactly(
                        "base", "installed", "x", "out", "err", "UNKNOWN", agent.repository());
        assertThat(
                        run(open("verify", SandboxPhase.VERIFY), "cat file made; ls \"$TMPDIR\"")
                                .lines())
                .containsExactly("base", "installed", "left");
    }

    @Test
    void homeIsWhereTheMachinesEntryForTheUserSays() throws IOException {
        var look =
                "cd /run/term-executor.homes/$(id -u) && pwd -P && echo $HOME && echo task$(id -u)";
        for (var sandboxPhase :
                List.of(SandboxPhase.PREPARE, SandboxPhase.AGENT, SandboxPhase.VERIFY)) {
            var sandbox = open(sandboxPhase.name(), sandboxPhase);
            var home = sandbox.layout().home().toString();

            assertThat(run(sandbox, look).lines())
                    .containsExactly(home, home, run(sandbox, "echo $USER").strip());
            if (sandboxPhase == SandboxPhase.PREPARE) {
                sandboxes.seal(layer);
            }
            int user = Integer.parseInt(user(sandbox));
            workspaces.remove(sandbox.layout().root());
            assertThat(Path.of("/run/term-executor.homes/" + user)).doesNotExist();
        }
    }

    @Test
    void startsNoProgramOfTheTasksAsRoot() throws IOException {
        var agent = open("agent", SandboxPhase.AGENT);
        var plant =
                """
                mkdir -p ~/.local/bin && cd ~/.local/bin
                for name in setpriv nice prlimit env sh; do
                  printf '#!/bin/sh\\nid -u >>"%s/ran"\\n' "$TMPDIR" >$name
                done
                chmod +x * && echo planted
                """;

        assertThat(run(agent, plant)).isEqualTo("planted\n");
        agent.run(new SandboxCommand(List.of("true"), "", Map.of(), LIMIT, false));
        assertThat(agent.layout().temporary().resolve("ran")).doesNotExist();
    }

    @Test
    void inputCanBeReadAndNotChanged() throws IOException {
        var agent = open("agent", SandboxPhase.AGENT);
        Files.createDirectories(agent.input().resolve("d"));
        Files.writeString(agent.input().resolve("d/f"), "task");
        agent.handOver(agent.input());
        var script =
                """
                cd "$0" && cat d/f && ls && ! { rm -rf d || mv d e || echo x >d/f || >new; }
                """;

        assertThat(run(agent, script.replace("$0", agent.input().toString())))
                .startsWith("taskd\n");
        assertThat(agent.input().resolve("d/f")).hasContent("task");
        try (var content = Files.list(agent.input())) {
            assertThat(content).hasSize(1);
        }
    }

    @Test
    void agentCodeAndScratchBelongToTheUser() throws IOException {
        var agent = open("agent", SandboxPhase.AGENT);
        Files.writeString(agent.agentCode().resolve("main.py"), "");
        Files.createDirectories(agent.temporary().resolve("git"));
        agent.handOver(agent.agentCode());
        agent.handOver(agent.temporary().resolve("git"));

        assertThat(
                        run(
                                agent,
                                "cd '%s' && echo x >>main.py && >more && >../exchange/git/x && echo ok"
                                        .formatted(agent.agentCode())))
                .isEqualTo("ok\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "batches/b/archive",
                "batches/b/content/tasks/0/tests/t.sh",
                "batches/b/content",
                "batches/b",
                "batches/b/tasks",
                "batches/b/tasks/0",
                "batches/b/tasks/0/layer/git/HEAD",
                "batches/b/tasks/0/layer/repo/file",
                "batches/b/tasks/0/layer",
                "batches/b/tasks/0/other",
                "batches/b/tasks/0/other/repo/file",
                "batches/b/tasks/0/other/in",
                "batches/b/tasks/1/unpatched/file",
                "batches",
                "git/mirrors/m",
                "uploads",
                "uploads/u",
                "isolation",
                "trash",
                ".lock",
            })
    void readsNothingElseOfTheService(String path) throws IOException {
        Files.createDirectories(base.resolve("git/mirrors"));
        Files.setPosixFilePermissions(
                base.resolve("git"), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(base.resolve("git/mirrors/m"), "secret");
        Files.writeString(base.resolve("uploads/u"), "secret");
        open("other", SandboxPhase.VERIFY);
        var agent = open("agent", SandboxPhase.AGENT);
        Workspaces.createClosed(task.resolveSibling("1"));
        Files.createDirectories(task.resolveSibling("1/unpatched"));
        Files.writeString(task.resolveSibling("1/unpatched/file"), "secret");

        assertThat(base.resolve(path)).exists();
        assertThat(
                        run(
                                agent,
                                "cat '%1$s' || ls '%1$s' || echo >>'%1$s'; find '%1$s' -mindepth 1"
                                        .formatted(base.resolve(path))))
                .contains("Permission denied")
                .doesNotContain("secret")
                .doesNotContain("base\n");
    }

    @Test
    void readsNothingOfTheServicesOwnProcess() throws IOException {
        long service = ProcessHandle.current().pid();

        assertThat(
                        run(
                                open("agent", SandboxPhase.AGENT),
                                "cat /proc/%d/environ; ls /proc/%d/cwd/"
                                        .formatted(service, service)))
                .contains("environ: Permission denied")
                .contains("cannot access")
                .doesNotContain("PATH=");
    }

    /** Whoever can read a file can lock it against the service. */
    @Test
    void cannotLockUsersAgainstTheService() throws IOException {
        assertThat(run(open("agent", SandboxPhase.AGENT), "cat " + UidRange.LOCKS))
                .contains("Permission denied");
    }

    @Test
    void preparationReadsNothingOfTheLayerBesideTreeAndHome() throws IOException {
        var sandbox = open("prepare", SandboxPhase.PREPARE);

        assertThat(run(sandbox, "cat ../git/HEAD; ls ..; ls ../system; >../x; cat file"))
                .contains("base")
                .doesNotContain("secret")
                .doesNotContain("usr");
        assertThat(layer.root().resolve("x")).doesNotExist();
    }

    @Test
    void sealedLayerIsNobodysAndHoldsNothingOfOthers() throws IOException {
        var prepare = open("prepare", SandboxPhase.PREPARE);
        run(prepare, "mkdir d; touch d/f; chmod 4755 d/f; ln -s /etc/passwd link");
        var foreign = Files.writeString(temporary.resolve("foreign"), "secret");
        Files.createLink(layer.repository().resolve("d/hard"), foreign);
        sandboxes.seal(layer);

        assertThat(layer.repository().resolve("d/hard")).doesNotExist();
        assertThat(foreign).hasContent("secret");
        assertThat(mode(layer.root())).isEqualTo("rwx------");
        for (var name : List.of("d", "d/f", "link", "file")) {
            assertThat(owner(layer.repository().resolve(name))).isZero();
        }
        assertThat(Files.getAttribute(layer.repository().resolve("d/f"), "unix:mode"))
                .isEqualTo(0100755);
    }

    @Test
    void treeThatTheAgentLeftGoesToTheNextUserWithoutWhatIsLinkedIn() throws IOException {
        var agent = open("agent", SandboxPhase.AGENT);
        run(agent, "mkdir d; echo x >d/f; chmod 000 d/f d; echo y >new");
        var user = user(agent);
        var foreign = Files.writeString(temporary.resolve("foreign"), "secret");
        Files.createLink(agent.layout().tree().resolve("hard"), foreign);
        var left = sandboxes.openInPlaceOf(agent, task.resolve("left"));

        assertThat(run(left, "chmod 700 d && chmod 600 d/f && cat d/f new && echo z >>new; pwd"))
                .isEqualTo("x\ny\n" + agent.repository() + "\n");
        assertThat(owner(foreign)).isZero();
        assertThat(user(left)).isNotEqualTo(user);
        assertThat(owner(agent.layout().tree().resolve("d/f")).toString()).isEqualTo(user(left));
    }
}
