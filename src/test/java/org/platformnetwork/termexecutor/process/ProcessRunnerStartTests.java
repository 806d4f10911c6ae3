package org.platformnetwork.termexecutor.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.platformnetwork.termexecutor.process.Scripts.ENVIRONMENT;
import static org.platformnetwork.termexecutor.process.Scripts.LONG;
import static org.platformnetwork.termexecutor.process.Scripts.bash;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.process.ProcessResult.Exited;
import org.platformnetwork.termexecutor.process.ProcessResult.NotStarted;
import org.platformnetwork.termexecutor.testing.Simultaneously;

/** What a command gets of the service and what not, and how it is refused. */
class ProcessRunnerStartTests {

    private static final int SIGTTIN = 21;
    private static final long IGNORE = 1;

    @TempDir Path directory;
    final ProcessRunner runner = new ProcessRunner();

    @Test
    void givesThreeDescriptorsOnly() throws IOException {
        // Java opens files without O_CLOEXEC.
        try (var open = new FileInputStream("/dev/zero")) {
            assertThat(open.getFD().valid()).isTrue();
            assertThat(output("ls -l /proc/self/fd | grep -c zero; ls /proc/self/fd | xargs"))
                    // The last is the directory that ls itself reads.
                    .isEqualTo("0\n0 1 2 3\n");
        }
    }

    /** Java's threads block SIGQUIT; the ignored one is what nohup and the like leave behind. */
    @Test
    void givesNoIgnoredAndNoBlockedSignal() throws Throwable {
        long before = disposition(SIGTTIN, IGNORE);
        try {
            assertThat(output("grep -E '^Sig(Blk|Ign):' /proc/self/status | cut -f 2 | xargs"))
                    .isEqualTo("0000000000000000 0000000000000000\n");
        } finally {
            disposition(SIGTTIN, before);
        }
    }

    @Test
    void givesWordsAndVariablesAsUtf8() {
        var command =
                new Command(
                        List.of("sh", "-c", "printf '%s ' \"$0\" \"$A\" | od -An -tx1", "é€"),
                        directory,
                        Map.of("A", "😀", "PATH", "/usr/bin:/bin"),
                        LONG,
                        1000);

        assertThat(text(command)).isEqualTo(" c3 a9 e2 82 ac 20 f0 9f 98 80 20\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"./script", "script"})
    void runsAScriptWithoutInterpreterInAShell(String name) throws IOException {
        script("script", "echo $0 $1");
        var command =
                new Command(
                        List.of(name, "argument"), directory, Map.of("PATH", ":/bin"), LONG, 99);

        assertThat(text(command)).isEqualTo("./script argument\n");
    }

    @Test
    void looksFurtherInThePathWhenAFileIsNoProgram() throws IOException {
        Files.createDirectories(directory.resolve("a/tool"));
        Files.createDirectory(directory.resolve("b"));
        Files.writeString(directory.resolve("b/tool"), "");
        script("tool", "#!/bin/sh\necho found");
        var command = new Command(List.of("tool"), directory, Map.of("PATH", "a:b:."), LONG, 99);

        assertThat(text(command)).isEqualTo("found\n");
    }

    @Test
    void runWhenInterpreterIsMissing() throws IOException {
        script("script", "#!/no/such/interpreter");

        assertThat(runner.run(new Command(List.of("./script"), directory, ENVIRONMENT, LONG, 10)))
                .isEqualTo(
                        new NotStarted(
                                "The program, its interpreter or its directory was not found."));
    }

    @Test
    void runWhenArgumentIsLongerThanTheKernelTakes() {
        // MAX_ARG_STRLEN: 32 pages, the null byte included.
        assertThat(runner.run(argument(131_071))).isInstanceOf(Exited.class);
        assertThat(runner.run(argument(131_072)))
                .isEqualTo(
                        new NotStarted(
                                "The arguments and variables are longer than the system takes."));
    }

    @Test
    void startsTwoHundredAtOnce() {
        List<ProcessResult> outcomes =
                Simultaneously.call(
                        200, i -> runner.run(bash(directory, LONG, "echo $1; exit $1", "" + i)));

        assertThat(outcomes)
                .extracting(processResult -> ((Exited) processResult).code())
                .isEqualTo(IntStream.range(0, 200).boxed().toList());
        assertThat(outcomes)
                .extracting(processResult -> ((Exited) processResult).output().text())
                .isEqualTo(IntStream.range(0, 200).mapToObj(i -> i + "\n").toList());
    }

    /** If anything of theirs held a carrier, the other virtual thread could not run. */
    @Test
    void letsOtherVirtualThreadsRunWhileItWaits() {
        Command waiting =
                bash(directory, LONG, "echo >>waiting; until [ -e go ]; do sleep .2; done");
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int i = 0; i < 50; i++) {
                    executor.execute(() -> runner.run(waiting));
                }
                await().until(() -> directory.resolve("waiting").toFile().length() == 50);
                executor.execute(() -> directory.resolve("ran").toFile().mkdir());
                await().until(() -> directory.resolve("ran").toFile().exists());
            } finally {
                assertThat(directory.resolve("go").toFile().mkdir()).isTrue();
            }
        }
    }

    @SuppressWarnings("restricted")
    private static long disposition(int signal, long handler) throws Throwable {
        Linker linker = Linker.nativeLinker();
        return (long)
                linker.downcallHandle(
                                linker.defaultLookup().findOrThrow("signal"),
                                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG))
                        .invokeExact(signal, handler);
    }

    private Command argument(int length) {
        return new Command(List.of("true", "x".repeat(length)), directory, ENVIRONMENT, LONG, 10);
    }

    private void script(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, content + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private String output(String script) {
        return text(bash(directory, LONG, script));
    }

    private String text(Command command) {
        return ((Exited) runner.run(command)).output().text();
    }
}
