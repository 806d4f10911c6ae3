package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Trees that are hard to read, to copy, to write to or to remove. */
interface TreeAttacks extends Theme {

    @Test
    default void linksInTheTreeLeadNothingOutside() throws IOException {
        var outside = arena().outside("linked");
        Files.writeString(outside.resolve("test_hidden.py"), "untouched");
        var judged =
                fight(
                        Duel.python(
                                """
                                outside = "%s"
                                for name in "tests", "src", "calc":
                                    shutil.rmtree(name)
                                    os.symlink(outside, name)
                                os.symlink(outside, os.environ["TMPDIR"] + "/link")
                                os.symlink(outside, os.path.expanduser("~/link"))
                                os.remove("answer.txt")
                                os.symlink(outside + "/test_hidden.py", "answer.txt")
                                """
                                        .formatted(outside)));

        judged.failsAs("tests_failed");
        assertThat(outside).isDirectoryContaining("glob:**/test_hidden.py");
        assertThat(outside.resolve("test_hidden.py")).hasContent("untouched");
    }

    @Test
    default void treeThatResistsRemovalIsRemoved() {
        fight(
                        Duel.python(
                                """
                                fix()
                                for root in ".", os.path.expanduser("~"), os.environ["TMPDIR"]:
                                    os.makedirs(root + "/closed/inner\\nline")
                                    write(root + "/closed/inner\\nline/file", "x")
                                    here = os.open(root, os.O_RDONLY)
                                    for _ in range(100):
                                        os.mkdir("d" * 200, dir_fd=here)
                                        deeper = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
                                        os.close(here)
                                        here = deeper
                                    os.close(here)
                                    os.chmod(root + "/closed/inner\\nline", 0)
                                    os.chmod(root + "/closed", 0)
                                os.chmod(os.path.expanduser("~"), 0)
                                os.chmod(os.path.dirname(os.path.abspath(__file__)), 0)
                                os.chmod("src", 0o555)
                                """))
                .passes();
    }

    @Test
    default void namesOfAnyBytesAreTakenAndRemoved() {
        var judged =
                fight(
                        Duel.python(
                                """
                                fix()
                                names = [b"\\xff\\xfe", b"new\\nline", b"-rf", b"--help", b"$(false)",
                                         b"`false`", b'"quoted"', b"back\\\\slash", b"\\x1b[31m",
                                         b"tab\\there", b"a b", b"*", b"n" * 255, b"\\xe2\\x80\\xae"]
                                for name in names:
                                    open(name, "wb").write(b"x\\n")
                                    os.makedirs(b"names/" + name)
                                    open(b"names/" + name + b"/" + name, "wb").write(b"x\\n")
                                """));

        judged.passes();
        assertThat(judged.patch()).contains("new\\nline").contains("\\377\\376");
    }

    @Test
    default void pipesAndSocketsAreNoChange() {
        fight(
                        Duel.python(
                                """
                                fix()
                                for name in "conftest.py", "pipe", "calc/pipe", "tests/test_hidden.py":
                                    os.mkfifo(name)
                                for name in "package.json", "socket":
                                    socket.socket(socket.AF_UNIX).bind(name)
                                os.remove("src/readme.txt")
                                os.mkfifo("src/readme.txt")
                                """))
                .passes();
    }

    @Test
    default void changeOfManyFilesIsStoppedAtItsLimit() {
        fight(
                        Duel.python(
                                """
                                fix()
                                os.mkdir("many")
                                for i in range(1500):
                                    open("many/" + "x" * 100 + str(i), "w").write(str(i))
                                """))
                .failsBecause("resource_limit", "patch");
    }

    @Test
    default void hugeSparseFileIsStoppedAtTheLimitOfTheChange() {
        fight(
                        Duel.python(
                                """
                                fix()
                                open("sparse", "wb").truncate(512 << 20)
                                """))
                .failsBecause("resource_limit", "patch");
    }
}
