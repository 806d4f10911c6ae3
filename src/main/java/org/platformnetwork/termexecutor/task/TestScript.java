package org.platformnetwork.termexecutor.task;

import java.nio.file.Path;

/** One thing that must exit 0 for a task to pass. */
public sealed interface TestScript {

    /** How the script is called in results, for example {@code fail_to_pass_1.sh}. */
    String name();

    /** A shell script of the archive. */
    record ScriptFile(String name, Path file) implements TestScript {}

    /** A shell command line of {@code checks.txt} or of the YAML. */
    record CommandLine(String name, String command) implements TestScript {}
}
