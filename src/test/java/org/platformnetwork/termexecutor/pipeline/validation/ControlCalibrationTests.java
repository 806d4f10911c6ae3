package org.platformnetwork.termexecutor.pipeline.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.pipeline.control.Candidate;
import org.platformnetwork.termexecutor.pipeline.control.Candidate.Kind;
import org.platformnetwork.termexecutor.pipeline.control.Candidates;
import org.platformnetwork.termexecutor.pipeline.validation.RunnerControls.Working;

/** In which order candidates are tried. */
class ControlCalibrationTests {

    private static final List<Candidate> GROUP =
            Candidates.of(
                            "pytest a_test.py",
                            Map.of(
                                    "a_test.py",
                                    """
                                    def test_a():
                                        assert a() == 1
                                    def test_b():
                                        assert b() == 2
                                    """))
                    .getFirst();

    private static List<Kind> kindsBehind(int first) {
        var working = List.of(new Working(GROUP.get(first), 1, true));
        var ordered = ControlCalibration.inOrder(GROUP, working);
        assertThat(ordered).containsExactlyInAnyOrderElementsOf(GROUP);
        assertThat(ordered.subList(0, first + 1)).isEqualTo(GROUP.subList(0, first + 1));
        return ordered.stream().skip(first + 1L).map(Candidate::kind).toList();
    }

    @Test
    void secondControlIsOfAnotherKindThanTheFirst() {
        assertThat(GROUP)
                .extracting(Candidate::kind)
                .containsExactly(Kind.VALUE, Kind.NEGATION, Kind.VALUE, Kind.NEGATION, Kind.END);

        assertThat(kindsBehind(0))
                .containsExactly(Kind.NEGATION, Kind.NEGATION, Kind.VALUE, Kind.END);
        assertThat(kindsBehind(1)).containsExactly(Kind.VALUE, Kind.NEGATION, Kind.END);
        assertThat(ControlCalibration.inOrder(GROUP, List.of())).isEqualTo(GROUP);
    }
}
