package org.platformnetwork.termexecutor.client;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code list}: the batches of a service, a line each, newest first. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Prints the service's batches, newest first, with ids that commands take.",
        footer = "Exit code: 0 printed, 3 refused, 4 service not reachable.")
final class ListCommand implements Callable<Integer> {

    private static final String ROW = "%-8s  %-9s  %9s  %6s  %7s  %s";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private final Printer printer;
    private final CommandContext commandContext;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "only pending, running, completed or failed ones")
    private @Nullable String status;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "20",
            description = "how many at most; 20 unless given")
    private int limit;

    @Mixin private final ServiceOption service = new ServiceOption();

    ListCommand(Printer printer, CommandContext commandContext) {
        this.printer = printer;
        this.commandContext = commandContext;
    }

    @Override
    public Integer call() throws InterruptedException, CommandFailure {
        if (limit < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--limit must be a positive integer.");
        }
        var query =
                "?limit=" + limit + (status == null ? "" : "&status=" + ApiClient.segment(status));
        try (var opened = service.open(commandContext)) {
            var accepted = opened.get("/batches" + query).orFail();
            if (service.json()) {
                printer.json(accepted.body());
                return ExitCode.OK.code();
            }
            var batches = accepted.json();
            if (batches.isEmpty()) {
                printer.line("No batches.");
                return ExitCode.OK.code();
            }
            printer.line(ROW.formatted("batch", "status", "tasks", "reward", "votes", "created"));
            batches.forEach(batch -> printer.line(row(batch)));
            return ExitCode.OK.code();
        }
    }

    private static String row(JsonNode batch) {
        return ROW.formatted(
                BatchOption.shortened(batch.path("batch_id").asString("")),
                batch.path("status").asString("?"),
                batch.path("completed_tasks").asInt(0) + "/" + batch.path("total_tasks").asInt(0),
                batch.path("aggregate_reward").asString("?"),
                batch.path("votes").isNumber()
                        ? batch.path("votes").asInt() + "/" + batch.path("required").asInt(0)
                        : "-",
                time(batch.path("created_at").asString("")));
    }

    private static String time(String created) {
        try {
            return TIME.format(Instant.parse(created));
        } catch (DateTimeParseException _) {
            return created;
        }
    }
}
