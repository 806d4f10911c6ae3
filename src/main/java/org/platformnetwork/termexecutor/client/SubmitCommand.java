package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.archive.ArchiveLimits;
import org.platformnetwork.termexecutor.archive.ArchivePacker;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import org.platformnetwork.termexecutor.client.terminal.ProgressBar;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code submit}: a signed vote by hash; the archive is sent only when the service lacks it. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description = "Votes for an archive, and sends it if the service does not have it.",
        footer = {
            "Exit code: 0 the vote counts (with --wait: every task passed), 1 not every task",
            "passed, 2 nothing to submit, 3 refused by the service, 4 service not reachable."
        })
final class SubmitCommand implements Callable<Integer> {

    private final Printer printer;
    private final CommandContext commandContext;

    @Parameters(
            paramLabel = "ARCHIVE|DIR",
            description = "a zip or tar.gz, or a directory to pack with tasks/ and agent_code/")
    private Path source = Path.of("");

    @Option(names = "--wait", description = "follow the batch to its verdict")
    private boolean wait;

    @Option(
            names = "--concurrent-tasks",
            paramLabel = "N",
            description = "how many tasks side by side; the first voter's number counts")
    private @Nullable Integer concurrentTasks;

    @Mixin private final ServiceOption service = new ServiceOption();
    @Mixin private final KeyOption key = new KeyOption();

    SubmitCommand(Printer printer, CommandContext commandContext) {
        this.printer = printer;
        this.commandContext = commandContext;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, CommandFailure {
        if (concurrentTasks != null && concurrentTasks < 1) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--concurrent-tasks must be a positive integer.");
        }
        if (!Files.isDirectory(source)) {
            return submit(source);
        }
        var packed = Files.createTempFile("term-executor-", ".zip");
        try {
            var packer = new ArchivePacker(ArchiveLimits.defaults());
            PackCommand.requireAccepted(packer.pack(source, packed));
            return submit(packed);
        } finally {
            Files.deleteIfExists(packed);
        }
    }

    private int submit(Path archive) throws IOException, InterruptedException, CommandFailure {
        var hash = hash(archive);
        try (var opened = service.open(commandContext)) {
            var vote = vote(opened, key.key(commandContext), hash, archive);
            var answer = vote.json();
            var batchId = answer.path("batch_id").asString("");
            if (!service.json()) {
                printer.line("batch   " + batchId);
                printer.line("archive " + hash);
                printer.line("page    " + opened.page(batchId));
                printer.line("votes   " + votes(answer));
            } else if (!wait) {
                printer.json(vote.body());
            }
            return wait
                    ? new BatchWatcher(opened, printer, commandContext)
                            .follow(batchId, service)
                            .code()
                    : ExitCode.OK.code();
        }
    }

    private ApiResponse.Accepted vote(
            ApiClient opened, KeyPair signer, ArchiveHash hash, Path archive)
            throws IOException, InterruptedException, CommandFailure {
        var query = concurrentTasks == null ? "" : "?concurrent_tasks=" + concurrentTasks;
        var apiResponse = opened.vote(signer, hash, query);
        if (apiResponse instanceof ApiResponse.Refused refused
                && refused.code().equals("unknown_archive")) {
            long size = Files.size(archive);
            apiResponse = opened.upload(signer, hash, query, archive, sent -> showSent(sent, size));
            printer.endProgress();
        }
        return apiResponse.orFail();
    }

    private void showSent(long sent, long size) {
        if (!service.json()) {
            printer.progress(
                    "sending %s %d %% of %d bytes"
                            .formatted(
                                    ProgressBar.of(sent, size),
                                    sent * 100 / Math.max(1, size),
                                    size));
        }
    }

    private String votes(JsonNode answer) {
        int votes = answer.path("votes").asInt(0);
        int required = answer.path("required").asInt(0);
        var text = new StringBuilder("%d of %d needed".formatted(votes, required));
        var until = answer.path("votes_until").asString("");
        if (!until.isEmpty() && votes < required) {
            text.append(
                    ", %d missing; collected for %s more".formatted(required - votes, left(until)));
        }
        var note = answer.path("note").asString("");
        return (note.isEmpty() ? text : text.append("; ").append(note)).toString();
    }

    private String left(String until) {
        try {
            var left = Duration.between(commandContext.clock().instant(), Instant.parse(until));
            return Math.max(0, left.toSeconds()) + " s";
        } catch (DateTimeParseException _) {
            return "?";
        }
    }

    private static ArchiveHash hash(Path archive) throws IOException {
        var digest = ArchiveHash.digest();
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            Files.copy(archive, out);
        }
        return ArchiveHash.of(digest.digest());
    }
}
