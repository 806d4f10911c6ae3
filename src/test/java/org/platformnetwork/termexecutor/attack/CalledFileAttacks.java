package org.platformnetwork.termexecutor.attack;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

/** Files of the repository that the hidden scripts themselves start. */
interface CalledFileAttacks extends Theme {

    String RUN = "python3 -m unittest -v tests.test_hidden\n";

    /** A duel whose only script is the given one. */
    default Duel calling(String script, String attack) {
        var repository = arena().newRepository("called-" + Integer.toHexString(attack.hashCode()));
        Arena.commitProduct(repository);
        repository.commit(
                "Makefile", "test:\n\t" + RUN + "clean:\n\trm -rf build\n", "check.sh", RUN);
        repository.git("update-index", "--chmod=+x", "check.sh");
        repository.git("commit", "--quiet", "--message=mode");
        return Duel.python(attack)
                .in(repository)
                .publishedIn("calc/answer.py")
                .tests(
                        Map.of(
                                "test_1.sh",
                                script,
                                "tests/test_hidden.py",
                                """
                                import unittest
                                from calc.answer import answer

                                class HiddenTest(unittest.TestCase):
                                    def test_answer(self):
                                        self.assertEqual(42, answer())
                                """));
    }

    @Test
    @EnabledIfCommand("make")
    default void makefileThatTestsNothingIsTampering() {
        fight(calling("make test\n", "write('Makefile', 'test:\\n\\techo tested\\n')\n"))
                .failsAs("tampering")
                .suspects("Makefile");
    }

    @Test
    @EnabledIfCommand("make")
    default void makefileThatIsTakenInPlaceOfAnotherIsTampering() {
        fight(calling("cd . && make test\n", "write('GNUmakefile', 'test:\\n\\ttrue\\n')\n"))
                .failsAs("tampering")
                .suspects("GNUmakefile");
    }

    @Test
    default void scriptThatTestsNothingIsTampering() {
        fight(calling("chmod +x check.sh && ./check.sh\n", "write('check.sh', 'true\\n')\n"))
                .failsAs("tampering")
                .suspects("check.sh");
    }

    @Test
    default void scriptThatTestsNothingIsTamperingWithoutReferencePatch() {
        fight(calling("./check.sh\n", "write('check.sh', 'true\\n')\n").publishedIn(""))
                .failsAs("tampering")
                .suspects("check.sh");
    }

    @Test
    @EnabledIfCommand("make")
    default void honestChangeOfWhatIsCalledPasses() {
        fight(
                        calling(
                                "make test && ./check.sh\n",
                                """
                                fix()
                                open("Makefile", "a").write("\\nlint:\\n\\ttrue\\n")
                                open("check.sh", "a").write("\\n# The end.\\n")
                                """))
                .passes()
                .suspects("Makefile", "check.sh");
    }
}
