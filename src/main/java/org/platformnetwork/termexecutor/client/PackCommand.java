package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveLimits;
import org.platformnetwork.termexecutor.archive.ArchivePacker;
import org.platformnetwork.termexecutor.archive.ArchivePacker.Packing;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import org.platformnetwork.termexecutor.pipeline.LocalValidation;
import org.platformnetwork.termexecutor.pipeline.image.ImageName;
import org.platformnetwork.termexecutor.task.ArchiveContent;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.InvalidTask;
import org.platformnetwork.termexecutor.task.LoadedTask;
import org.platformnetwork.termexecutor.task.TestScript;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code pack}: what is wrong with tasks is said before anyone votes for them. */
@Command(
        name = "pack",
        mixinStandardHelpOptions = true,
        description = "Checks tasks/ and agent_code/ of a directory, and packs them with --output.",
        footer = "Exit code: 0 all tasks are sound, 1 some are not, 2 nothing to submit.")
final class PackCommand implements Callable<Integer> {

    private final Printer printer;
    private final CommandContext commandContext;

    @Parameters(paramLabel = "DIR", description = "holds tasks/ and agent_code/")
    private @Nullable Path directory;

    @ArgGroup private Action action = new Action();

    @Option(names = "--json", description = "print one JSON object at the end")
    private boolean json;

    @Option(
            names = "--validate",
            description = {
                "also run each task's scripts here, on its base and with its reference patch, as a"
                        + " service with the same settings would",
                "(environment variables; network, sandboxes and the tasks' tools are needed)"
            })
    private boolean validate;

    private final ObjectNode shown = JsonMapper.shared().createObjectNode();

    /** At most one of them. */
    static final class Action {
        @Option(
                names = "--check",
                description = "only say what is wrong, one line per task; so does neither option")
        private boolean check;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "the zip to write; the same files give the same bytes")
        private @Nullable Path output;
    }

    PackCommand(Printer printer, CommandContext commandContext) {
        this.printer = printer;
        this.commandContext = commandContext;
    }

    @Override
    public Integer call() throws IOException, CommandFailure {
        if (directory == null) {
            throw new IllegalStateException("picocli requires DIR");
        }
        var packer = new ArchivePacker(ArchiveLimits.defaults());
        requireAccepted(packer.check(directory));
        var tasks = ArchiveContent.tasks(directory);
        tasks.forEach(this::show);
        if (ArchiveContent.read(directory) instanceof ArchiveContent.Unusable(var reason)) {
            throw new CommandFailure(ExitCode.USAGE, reason);
        }
        warnOfTime(tasks);
        if (!action.check && action.output != null) {
            var packed = requireAccepted(packer.pack(directory, action.output));
            if (!json) {
                printer.line(
                        "%d files, %d bytes, written to %s"
                                .formatted(packed.files(), packed.bytes(), action.output));
            }
        }
        boolean isValid = !validate || validate(tasks);
        if (json) {
            printer.json(JsonMapper.shared().writeValueAsString(shown));
        }
        return (isValid ? exitCode(tasks) : ExitCode.NOT_PASSED).code();
    }

    /** Before a session ends in the middle of tasks that use the time they are given. */
    private void warnOfTime(List<LoadedTask> tasks) {
        long limits = 0;
        for (var loaded : tasks) {
            if (loaded instanceof EvaluationTask task) {
                limits +=
                        seconds("CLONE_TIMEOUT_SECS", 180)
                                + seconds("AGENT_TIMEOUT_SECS", 600)
                                + task.install().commands().size()
                                        * seconds("INSTALL_TIMEOUT_SECS", 600)
                                + task.tests().scripts().size() * seconds("TEST_TIMEOUT_SECS", 300);
            }
        }
        long session = seconds("SESSION_TTL_SECS", 7200);
        if (limits > session) {
            warn(
                    "the time limits of all tasks add up to %d s, and a batch ends after"
                                    .formatted(limits)
                            + " SESSION_TTL_SECS=%d, however many of them run side by side."
                                    .formatted(session));
        }
    }

    private void warn(String text) {
        if (json) {
            shown.withArray("warnings").add(text);
        } else {
            printer.line(Printer.Colour.YELLOW, "warning", text);
        }
    }

    private long seconds(String setting, long usual) {
        var value = commandContext.environment().getOrDefault(setting, "");
        try {
            return value.isEmpty()
                    ? usual
                    : DurationStyle.detectAndParse(value, ChronoUnit.SECONDS).toSeconds();
        } catch (IllegalArgumentException _) {
            return usual;
        }
    }

    private boolean validate(List<LoadedTask> tasks) throws IOException {
        var isValid = new AtomicBoolean(true);
        var readable =
                tasks.stream()
                        .filter(EvaluationTask.class::isInstance)
                        .map(EvaluationTask.class::cast)
                        .toList();
        LocalValidation.run(
                readable,
                finding -> {
                    print(finding);
                    if (!finding.isValid()) {
                        isValid.set(false);
                    }
                });
        return isValid.get();
    }

    private void print(LocalValidation.Finding finding) {
        var task = finding.task().value();
        if (json) {
            var row = shown.withArray("validations").addObject().put("task_id", task);
            row.put("valid", finding.isValid()).put("problem", finding.problem());
            finding.notes().forEach(row.putArray("notes")::add);
            return;
        }
        if (finding.isValid()) {
            printer.line(Printer.Colour.GREEN, "valid  ", task);
        } else {
            printer.line(Printer.Colour.RED, "invalid", task + ": " + finding.problem());
        }
        finding.notes().forEach(note -> printer.line("        " + note));
    }

    static Packing.Packed requireAccepted(Packing packing) throws CommandFailure {
        return switch (packing) {
            case Packing.Packed packed -> packed;
            case Packing.Refused(var reason) -> throw new CommandFailure(ExitCode.USAGE, reason);
        };
    }

    private void show(LoadedTask task) {
        if (json) {
            var reason = task instanceof InvalidTask invalid ? invalid.reason() : null;
            var image = task instanceof EvaluationTask valid ? valid.environment().image() : null;
            shown.withArray("tasks")
                    .addObject()
                    .put("task_id", task.id().value())
                    .put("valid", reason == null)
                    .put("problem", reason)
                    .put("image", image);
        } else {
            print(task);
        }
    }

    private void print(LoadedTask task) {
        switch (task) {
            case EvaluationTask valid -> {
                printer.line(Printer.Colour.GREEN, "ok     ", valid.id().value());
                printImage(valid.environment().image());
                printChanges(valid);
            }
            case InvalidTask invalid ->
                    printer.line(
                            Printer.Colour.RED,
                            "invalid",
                            invalid.id().value() + ": " + invalid.reason());
        }
    }

    private void printImage(@Nullable String named) {
        if (named != null) {
            var name = ImageName.parse(named);
            printer.line(
                    name == null
                            ? "        %s is not the name of an image.".formatted(named)
                            : "        runs in the image %s.".formatted(name));
        }
    }

    /** What of a task runs otherwise than it is written. */
    private void printChanges(EvaluationTask task) {
        try {
            for (var script : task.tests().scripts()) {
                if (script instanceof TestScript.ScriptFile file && !file.removed().isEmpty()) {
                    printer.line(
                            "        tests/%s runs without %s."
                                    .formatted(file.name(), String.join(" and ", file.removed())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ExitCode exitCode(List<LoadedTask> tasks) {
        return tasks.stream().allMatch(EvaluationTask.class::isInstance)
                ? ExitCode.OK
                : ExitCode.NOT_PASSED;
    }
}
