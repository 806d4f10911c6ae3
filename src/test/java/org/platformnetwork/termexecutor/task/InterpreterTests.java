package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterpreterTests {

    @ParameterizedTest
    @CsvSource({
        "#!/bin/bash, bash",
        "#!/bin/bash -e, bash -e",
        "#!/bin/bash -eu -o pipefail, bash -eu -o pipefail",
        "'#! /usr/local/bin/bash  -e ', bash -e",
        "#!/bin/sh -e, bash -e",
        "#!/usr/bin/dash, bash",
        "#!/usr/bin/env bash, /usr/bin/env bash",
        "#!/usr/bin/env -S bash -eu, /usr/bin/env bash -eu",
        "#!/usr/bin/env -Sbash -e, /usr/bin/env bash -e",
        "#!/usr/bin/env --split-string=bash -e, /usr/bin/env bash -e",
        "#!/usr/bin/env -S -i A=1 sh -e, /usr/bin/env -i A=1 bash -e",
        "#!/usr/bin/env python3, /usr/bin/env python3",
        "#!/usr/bin/python3 -u, /usr/bin/python3 -u",
    })
    void optionsOfTheFirstLineCount(String line, String command) {
        assertThat(String.join(" ", Interpreter.of(line + "\nset -x\n"))).isEqualTo(command);
        assertThat(String.join(" ", Interpreter.of(line))).isEqualTo(command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "true", "#", "#!", "#! ", "# !/bin/sh -e", " #!/bin/sh -e", "\n#!/x"})
    void withoutFirstLineItIsBash(String script) {
        assertThat(Interpreter.of(script)).containsExactly("bash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#!/usr/bin/env", "#!/usr/bin/env -S", "#!/usr/bin/env A=b"})
    void firstLineWithoutProgramIsBash(String script) {
        assertThat(Interpreter.of(script)).containsExactly("bash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#!/bin/bash -e\0x\n", "#!/bin/bash\0"})
    void argumentsHoldNoNul(String script) {
        assertThat(Interpreter.of(script)).noneMatch(word -> word.indexOf('\0') >= 0);
    }
}
