package org.platformnetwork.termexecutor.client.completion;

import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: what a shell needs to complete commands and their options. */
@Command(
        name = CompletionCommand.NAME,
        mixinStandardHelpOptions = true,
        description = {
            "Prints what a shell reads to complete commands and options.",
            "bash: source <(term-executor completion bash)",
            "zsh:  source <(term-executor completion zsh)",
            "fish: term-executor completion fish | source"
        })
public final class CompletionCommand implements Callable<Integer> {

    public static final String NAME = "completion";

    private final Printer printer;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish")
    private Shell shell = Shell.BASH;

    /** The shells. */
    enum Shell {
        BASH,
        ZSH,
        FISH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public CompletionCommand(Printer printer) {
        this.printer = printer;
    }

    @Override
    public Integer call() {
        var root = Objects.requireNonNull(spec).root();
        printer.lines(
                switch (shell) {
                    // One script for both: in zsh it loads what makes bash's completions work
                    // there.
                    case BASH, ZSH -> AutoComplete.bash(root.name(), root.commandLine());
                    case FISH -> FishCompletion.of(root);
                });
        return 0;
    }
}
