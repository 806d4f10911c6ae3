package org.platformnetwork.termexecutor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromQlTests {

    @Test
    void seriesWhenEverythingElseCouldBeOne() {
        var expression =
                """
                histogram_quantile(0.95, sum by (le, phase) (rate(a_bucket{x=~"b|c", y="d"}[5m])))
                  / on (instance) group_left (e) sum(max_over_time(f:g[1h:1m] offset 2d)) > 1e3
                  and h == bool 1 unless i{j='k)'}
                """;

        assertThat(PromQl.series(expression)).containsExactly("a_bucket", "f:g", "h", "i");
    }
}
