package org.platformnetwork.termexecutor.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;

@EnabledIfCommand({"bash", "python3"})
class TreeDeleterTests {

    private final TreeDeleter treeDeleter = new TreeDeleter(new ProcessRunner());

    @TempDir Path temporary;
    private Path tree;
    private Path outside;

    @BeforeEach
    void create() throws IOException {
        tree = Files.createDirectory(temporary.resolve("tree"));
        outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
    }

    /** For {@link #takesMountsOffInsteadOfDeletingThem}. */
    static void main(String... arguments) {
        boolean removed = new TreeDeleter(new ProcessRunner()).delete(Path.of(arguments[0]));
        System.exit(removed ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkdir -p a/b/c; echo >a/b/f; chmod 000 a/b/c a/b/f a/b a .",
                "touch -- -rf '--' $'new\\nline' $'\\xff\\xfe' ' ' '*'; mkdir $'d\\n'; >$'d\\n/f'",
                "mkfifo fifo; mkdir d; mkfifo d/fifo; chmod 000 d/fifo",
                "python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"socket\")'",
                "ln -s /nonexistent a; ln -s . b; ln -s .. c; mkdir d; ln -s ../d d/e",
                "python3 -c 'import os\nfor _ in range(5000): os.mkdir(\"d\"); os.chdir(\"d\")'",
            })
    void deletesWhatever(String script) throws Exception {
        bash(script);

        assertThat(treeDeleter.delete(tree)).isTrue();
        assertThat(tree).doesNotExist();
    }

    @Test
    void deletesTensOfThousandsOfFiles() throws Exception {
        bash("python3 -c 'for i in range(20000): open(str(i), \"x\").close()'");

        assertThat(treeDeleter.delete(tree)).isTrue();
        assertThat(tree).doesNotExist();
    }

    @Test
    void leavesWhatLinksLeadTo() throws Exception {
        bash("ln -s ../outside link; ln -s ../outside/kept file; ln ../outside/kept hard");

        assertThat(treeDeleter.delete(tree)).isTrue();
        assertThat(outside.resolve("kept")).hasContent("kept");
    }

    @Test
    void deletesLinkInsteadOfItsTarget() throws Exception {
        var link = Files.createSymbolicLink(temporary.resolve("link"), outside);

        assertThat(treeDeleter.delete(link)).isTrue();
        assertThat(link).doesNotExist();
        assertThat(outside.resolve("kept")).hasContent("kept");
    }

    @Test
    @EnabledIfRoot
    @EnabledIfCommand("chattr")
    void deletesWhatIsImmutable() throws Exception {
        assumeTrue(
                run("bash", "-c", "touch try && chattr +i try && chattr -i try && rm try") == 0,
                "this file system knows no such attribute");
        bash(
                """
                mkdir -p $'a\\nb/c'; cd $'a\\nb'; touch f g c/f
                python3 -c 'import os\nfor _ in range(3000): os.mkdir("d"); os.chdir("d")
                open("f", "x").close()
                os.system("chattr +i f .")'
                chattr +i f c . ..; chattr +a c/f g || true
                """);

        assertThat(treeDeleter.delete(tree)).isTrue();
        assertThat(tree).doesNotExist();
    }

    @Test
    @EnabledIfRoot
    @EnabledIfCommand("unshare")
    void takesMountsOffInsteadOfDeletingThem() throws Exception {
        var script =
                """
                cd "$1"
                mkdir -p tmpfs $'b ind\\n'
                mount --bind ../outside $'b ind\\n'
                mount -t tmpfs none tmpfs; touch tmpfs/f; mkdir tmpfs/again
                mount --bind ../outside tmpfs/again
                mount -t tmpfs none tmpfs
                cd /
                exec "$2" -cp "$3" "$4" "$1"
                """;
        int code =
                run(
                        "unshare",
                        "--mount",
                        "--propagation",
                        "private",
                        "bash",
                        "-e",
                        "-c",
                        script,
                        "bash",
                        tree.toString(),
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        System.getProperty("java.class.path"),
                        TreeDeleterTests.class.getName());

        assertThat(code).isZero();
        assertThat(tree).doesNotExist();
        assertThat(outside.resolve("kept")).hasContent("kept");
    }

    private void bash(String script) throws IOException, InterruptedException {
        assertThat(run("bash", "-e", "-c", script)).isZero();
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        var process = new ProcessBuilder(arguments).directory(tree.toFile()).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
