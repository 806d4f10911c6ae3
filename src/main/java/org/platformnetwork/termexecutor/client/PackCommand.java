package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveLimits;
import org.platformnetwork.termexecutor.archive.ArchivePacker;
import org.platformnetwork.termexecutor.archive.Packing;
import org.platformnetwork.termexecutor.task.ArchiveContent;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.InvalidTask;
import org.platformnetwork.termexecutor.task.LoadedTask;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pack}: what is wrong with tasks is said before anyone votes for them. */
@Command(
        name = "pack",
        mixinStandardHelpOptions = true,
        description = "Packs tasks/ and agent_code/ of a directory, or only checks them.",
        footer = "Exit code: 0 all tasks can be read, 1 some cannot, 2 nothing to submit.")
final class PackCommand implements Callable<Integer> {

    private final Printer printer;

    @Parameters(paramLabel = "DIR", description = "holds tasks/ and agent_code/")
    private @Nullable Path directory;

    @ArgGroup(multiplicity = "1")
    private Action action = new Action();

    /** One of them. */
    static final class Action {
        @Option(names = "--check", description = "only say what is wrong, one line per task")
        private boolean check;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "the zip to write; the same files give the same bytes")
        private @Nullable Path output;
    }

    PackCommand(Printer printer) {
        this.printer = printer;
    }

    @Override
    public Integer call() throws IOException, CommandFailure {
        if (directory == null) {
            throw new IllegalStateException("picocli requires DIR");
        }
        var packer = new ArchivePacker(ArchiveLimits.defaults());
        requireAccepted(packer.check(directory));
        var tasks = ArchiveContent.tasks(directory);
        tasks.forEach(this::print);
        if (ArchiveContent.read(directory) instanceof ArchiveContent.Unusable(var reason)) {
            throw new CommandFailure(ExitCode.UNUSABLE, reason);
        }
        if (!action.check && action.output != null) {
            var packed = requireAccepted(packer.pack(directory, action.output));
            printer.line(
                    "%d files, %d bytes, written to %s"
                            .formatted(packed.files(), packed.bytes(), action.output));
        }
        return exitCode(tasks).code();
    }

    static Packing.Packed requireAccepted(Packing packing) throws CommandFailure {
        return switch (packing) {
            case Packing.Packed packed -> packed;
            case Packing.Refused(var reason) -> throw new CommandFailure(ExitCode.UNUSABLE, reason);
        };
    }

    private void print(LoadedTask task) {
        switch (task) {
            case EvaluationTask valid ->
                    printer.line(Printer.Colour.GREEN, "ok     ", valid.id().value());
            case InvalidTask invalid ->
                    printer.line(
                            Printer.Colour.RED,
                            "invalid",
                            invalid.id().value() + ": " + invalid.reason());
        }
    }

    private static ExitCode exitCode(List<LoadedTask> tasks) {
        return tasks.stream().allMatch(EvaluationTask.class::isInstance)
                ? ExitCode.OK
                : ExitCode.NOT_PASSED;
    }
}
