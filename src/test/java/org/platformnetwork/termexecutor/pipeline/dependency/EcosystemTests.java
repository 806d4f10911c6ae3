package org.platformnetwork.termexecutor.pipeline.dependency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EcosystemTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "PYTHON # >=2.0,<3        # 2.5      # true",
                "PYTHON # >=2.0,<3        # 3.0      # false",
                "PYTHON # >=2.0,<3        # 3.0rc1   # false",
                "PYTHON # <3.0rc1         # 3.0b2    # true",
                "PYTHON # >=0             # 1!0.1    # true",
                "PYTHON # ''              # 1.0      # true",
                "PYTHON # *               # 1.0      # true",
                "PYTHON # ==1.0           # 1        # true",
                "PYTHON # ==1.0           # 1.0+cpu  # true",
                "PYTHON # ==1.4.*         # 1.4.7    # true",
                "PYTHON # ==1.4.*         # 1.40     # false",
                "PYTHON # !=1.4.*         # 1.4.7    # false",
                "PYTHON # !=1.5           # 1.5.0    # false",
                "PYTHON # ~=1.4.2         # 1.4.9    # true",
                "PYTHON # ~=1.4.2         # 1.5      # false",
                "PYTHON # ~=1.4           # 1.9      # true",
                "PYTHON # ~=1             # 1.9      # false",
                "PYTHON # ===1.0          # 1.0.0    # false",
                "PYTHON # >1.0            # 1.0.post1# false",
                "PYTHON # >=1.0           # 1.0.dev3 # false",
                "PYTHON # >=1.0a1         # 1.0.dev3 # false",
                "PYTHON # <1.0            # 1.0a1    # false",
                "PYTHON # ^1.2            # 1.9      # true",
                "PYTHON # ^1.2            # 2.0      # false",
                "PYTHON # ^0.2.3          # 0.3.0    # false",
                "PYTHON # ~1.2            # 1.2.9    # true",
                "PYTHON # ~1.2            # 1.3      # false",
                "PYTHON # >=nonsense      # 1.0      # false",
                "NPM    # ^1.2.0          # 1.9.0    # true",
                "NPM    # ^1.2.0          # 2.0.0    # false",
                "NPM    # ~1.2.0          # 1.2.9    # true",
                "NPM    # *               # 3.0.0    # true",
                "NPM    # 1.x || >=3      # 3.1.0    # true",
                "NPM    # 1.x || >=3      # 2.1.0    # false",
                "NPM    # latest          # 1.0.0    # true",
                "NPM    # next            # 1.0.0    # false",
                "NPM    # ^^^1            # 1.0.0    # false",
                "NPM    # 99999999999999999999.x # 1.0.0 # false",
                "NPM    # ^1.0.0          # 99999999999999999999.0.0 # false",
                "NPM    # file:../lib     # 1.0.0    # false",
                "NPM    # workspace:*     # 1.0.0    # false",
                "NPM    # ''              # 1.0.0    # false",
                "GO     # v1.2.0          # v1.3.0   # true",
                "GO     # v1.4.0          # v1.3.0   # false",
                "GO     # v0.0.0-20240101000000-abcdefabcdef # v0.1.0 # true",
                "CARGO  # 1.2             # 1.9.0    # true",
                "CARGO  # 1.2             # 2.0.0    # false",
                "CARGO  # 0.2.3           # 0.3.0    # false",
                "CARGO  # =1.2.3          # 1.2.4    # false",
                "CARGO  # >=1.2, <1.5     # 1.4.0    # true",
                "CARGO  # >=1.2, <1.5     # 1.5.0    # false",
                "CARGO  # *               # 7.0.0    # true",
                "CARGO  # ~1.2            # 1.2.9    # true",
                "JVM    # 1.2             # 1.2      # true",
                "JVM    # 1.2             # 1.2.1    # false",
            })
    void admits(Ecosystem ecosystem, String range, String version, boolean expected) {
        assertThat(ecosystem.admits(range, version)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void rangeThatIsNoneAdmitsNothing(Ecosystem ecosystem) {
        assertThat(ecosystem.admits("1" + ".1".repeat(200_000), "1.0.0")).isFalse();
        assertThat(ecosystem.admits("=".repeat(900), "1.0.0")).isFalse();
        assertThat(ecosystem.admits("1.0.0", "(".repeat(900))).isFalse();
    }
}
