package org.platformnetwork.termexecutor.execution;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.platformnetwork.termexecutor.git.GitCheckout;
import org.platformnetwork.termexecutor.sandbox.Sandbox;

/**
 * What every task works with.
 *
 * @param remover takes away a file, a link or a whole tree without following links
 */
record TaskTools(
        ExecutionSettings settings, GitCheckout git, Sandbox sandbox, Consumer<Path> remover) {}
