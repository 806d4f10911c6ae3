package org.platformnetwork.termexecutor.client;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code log}: what was printed for a task, also while it is being printed. */
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        description = "Prints what was printed for a task; --json prints an entry a line.",
        footer = "Exit code: 0 printed, 3 refused (logs_not_public: too early), 4 not reachable.")
final class LogCommand implements Callable<Integer> {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final int MAX_FAILURES = 60;

    private final Printer printer;
    private final CommandContext commandContext;

    @Parameters(index = "1", paramLabel = "TASK", description = "its id")
    private String task = "";

    @Option(
            names = "--phase",
            paramLabel = "PHASE",
            description = "only cloning_repo, installing_deps, running_agent or running_tests")
    private @Nullable String phase;

    @Option(
            names = {"-f", "--follow"},
            description = "wait for what follows, to the task's end")
    private boolean follow;

    @Mixin private final BatchOption batch = new BatchOption();
    @Mixin private final ServiceOption service = new ServiceOption();

    private String step = "";
    private boolean isWithinLine;

    LogCommand(Printer printer, CommandContext commandContext) {
        this.printer = printer;
        this.commandContext = commandContext;
    }

    @Override
    public Integer call() throws InterruptedException, CommandFailure {
        try (var opened = service.open(commandContext)) {
            var path =
                    "/batch/%s/task/%s/log?%sfrom="
                            .formatted(
                                    ApiClient.segment(batch.id(opened)),
                                    ApiClient.segment(task),
                                    phase == null ? "" : "phase=" + ApiClient.segment(phase) + "&");
            long next = 1;
            int failures = 0;
            while (true) {
                var apiResponse = opened.get(path + next);
                failures = follow && apiResponse.isPassing() ? failures + 1 : 0;
                if (failures > 0 && failures <= MAX_FAILURES) {
                    commandContext.pause().sleep(INTERVAL);
                    continue;
                }
                var answer = apiResponse.orFail().json();
                if (!answer.path("entries").isArray()) {
                    throw new CommandFailure(ExitCode.REFUSED, "What answered has no log.");
                }
                answer.path("entries").forEach(this::print);
                boolean isLast = answer.path("next").asLong(next) == next;
                next = answer.path("next").asLong(next);
                if (answer.path("complete").asBoolean(false) || (isLast && !follow)) {
                    endLine();
                    return ExitCode.OK.code();
                }
                if (isLast) {
                    commandContext.pause().sleep(INTERVAL);
                }
            }
        }
    }

    private void print(JsonNode entry) {
        if (service.json()) {
            printer.json(entry.toString());
            return;
        }
        var name = entry.path("phase").asString("") + " " + entry.path("step").asString("");
        if (!name.equals(step)) {
            endLine();
            printer.line("== " + name);
            step = name;
        }
        if (entry.path("stream").asString("").equals("executor")) {
            endLine();
            printer.line("-- " + entry.path("text").asString("").strip());
            return;
        }
        var text = entry.path("text").asString("");
        printer.lines(text);
        isWithinLine = !text.isEmpty() && !text.endsWith("\n");
    }

    private void endLine() {
        if (isWithinLine) {
            printer.line("");
            isWithinLine = false;
        }
    }
}
