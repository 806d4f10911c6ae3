package org.platformnetwork.termexecutor.pipeline.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValidationResultTests {

    private static ScriptRun run(String name, @Nullable Integer exitCode, String output) {
        return new ScriptRun(name, exitCode, output, null, null, List.of(), List.of());
    }

    private static ScriptRun limited(String name) {
        return new ScriptRun(
                name, null, "", null, name + " did not end within 2 s.", List.of(), List.of());
    }

    private static ValidationResult base(ScriptRun... runs) {
        return ValidationResult.NOTHING.withBase(List.of(runs), false);
    }

    private static ValidationResult reference(ScriptRun... runs) {
        return ValidationResult.NOTHING.withReference(List.of(runs), false);
    }

    @Test
    void redFailToPassAndGreenPassToPassAreValid() {
        var base = base(run("fail_to_pass_1.sh", 1, ""), run("pass_to_pass_1.sh", 0, ""));

        assertThat(base.objectionToBase(false)).isEmpty();
        assertThat(base.objectionToBase(true)).isEmpty();
    }

    @Test
    void everyFailToPassHasToFail() {
        var base = base(run("fail_to_pass_1.sh", 1, ""), run("fail_to_pass_2.sh", 0, "done\n"));

        assertThat(base.objectionToBase(true))
                .contains("fail_to_pass_2.sh passes on the base, before any change.\ndone");
    }

    @Test
    void failureByAReportOrALimitIsRed() {
        var skipped =
                new ScriptRun(
                        "fail_to_pass_1.sh", 0, "", "Only skips.", null, List.of(), List.of());

        assertThat(base(skipped).objectionToBase(true)).isEmpty();
        assertThat(base(limited("fail_to_pass_1.sh")).objectionToBase(true)).isEmpty();
    }

    @Test
    void someScriptHasToFailWhateverItsName() {
        assertThat(base(run("a.sh", 0, ""), run("b.sh", 0, "")).objectionToBase(true))
                .contains("Every script passes on the base, before any change.");
        assertThat(base(run("a.sh", 0, ""), run("b.sh", 1, "")).objectionToBase(false)).isEmpty();
    }

    @Test
    void referenceHasToPassEveryScript() {
        var reference = reference(run("a.sh", 0, ""), run("pass_to_pass_1.sh", 2, "boom\n"));

        assertThat(reference.objectionToReference())
                .contains(
                        "The task's own solution fails here: pass_to_pass_1.sh (exit code 2).\n"
                                + "boom");
    }

    @Test
    void limitSaysNothingAgainstATask() {
        var reference = reference(limited("a.sh"));

        assertThat(reference.objectionToReference()).isEmpty();
        assertThat(reference.notes())
                .containsExactly(
                        "A limit ended the task's own solution, twice: a.sh did not end within 2"
                                + " s.");
        assertThat(base(limited("pass_to_pass_1.sh"), run("b.sh", 1, "")).objectionToBase(false))
                .isEmpty();
    }

    @Test
    void whatRestsOnLimitsDoesNotLast() {
        var result =
                base(run("a.sh", 1, "")).withReference(List.of(limited("a.sh")), false).lasting();

        assertThat(result).isEqualTo(base(run("a.sh", 1, "")));
        assertThat(base(limited("a.sh")).lasting()).isEqualTo(ValidationResult.NOTHING);
        assertThat(result.withReferenceLayer(List.of(limited("a.sh"))).lasting()).isEqualTo(result);
        var kept = result.withReferenceLayer(List.of(run("a.sh", 1, "")));
        assertThat(kept.lasting()).isEqualTo(kept);
    }

    @Test
    void whatOneAttemptKnowsCompletesWhatIsKept() {
        var kept = base(run("a.sh", 1, ""));
        var own = reference(limited("a.sh"));

        assertThat(kept.and(own)).isEqualTo(kept.withReference(List.of(limited("a.sh")), false));
        assertThat(kept.and(base(run("a.sh", 0, "")))).isEqualTo(kept);
    }

    @Test
    void scriptsThatCouldNotBeTriedWithAControlAreTriedAgain() {
        var tried = List.of(new RunnerControls(List.of(), 3, 3, null));
        var result =
                base(run("a.sh", 1, ""))
                        .withControls("a.sh", tried)
                        .withControls("b.sh", List.of(RunnerControls.none("It ran into a limit.")));

        assertThat(result.lasting().controls("a.sh")).isEqualTo(tried);
        assertThat(result.lasting().controls("b.sh")).isNull();
    }

    @Test
    void negativeResultNeedsTwoRunsThatAreEqual() {
        var green = run("a.sh", 0, "");
        var red = run("a.sh", 1, "");
        var limited = limited("a.sh");

        assertThat(ofTwo(red, red)).isEqualTo(red);
        for (var pair :
                List.of(List.of(red, green), List.of(green, red), List.of(limited, green))) {
            assertThat(ofTwo(pair.getFirst(), pair.getLast())).isEqualTo(green);
        }
        for (var pair : List.of(List.of(red, limited), List.of(limited, red))) {
            assertThat(ofTwo(pair.getFirst(), pair.getLast())).isEqualTo(limited);
        }
    }

    private static ScriptRun ofTwo(ScriptRun first, ScriptRun second) {
        return ValidationResult.ofTwo(List.of(first), List.of(second), _ -> true).getFirst();
    }
}
