package org.platformnetwork.termexecutor.pipeline.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.image.ImageSettings.Mode;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

/** A store of images without a service, below a directory of a test. */
final class OpenedStore {

    private OpenedStore() {}

    record Limits(List<String> insecure, Duration timeout, long maxBytes, long cacheBytes) {}

    /** Opens what is in {@code work/images}. */
    static ImageStore in(Path base, Limits limits, InstantSource clock)
            throws IOException, PhaseFailedException {
        var workspace = Files.createDirectories(base.resolve("work")).toRealPath();
        var settings =
                new ImageSettings(
                        Mode.AUTO,
                        List.of(),
                        List.of(),
                        limits.insecure(),
                        "",
                        limits.timeout(),
                        DataSize.ofBytes(limits.maxBytes()),
                        DataSize.ofBytes(limits.cacheBytes()));
        var sandbox =
                new SandboxSettings(
                        workspace,
                        base.resolve("data"),
                        "auto",
                        false,
                        DataSize.ofMegabytes(1),
                        List.of(),
                        List.of());
        var tools =
                new ImageTools(workspace.resolve("images"), settings, sandbox, new ProcessRunner());
        var opened =
                new ImageStore(
                        settings,
                        tools,
                        new Registry(settings, tools, address -> false),
                        (directory, storage, layers) -> {},
                        path -> FileSystemUtils.deleteRecursively(path.toFile()),
                        clock);
        opened.open();
        return opened;
    }
}
