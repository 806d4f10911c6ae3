package org.platformnetwork.termexecutor.monitoring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.store.DataDirectory;
import org.springframework.stereotype.Component;

/**
 * How much room the file systems have that the service writes to. The directories stand there by
 * their settings' names; no path of the machine is shown.
 */
@Component
final class DiskMetrics {

    DiskMetrics(MeterRegistry registry, DataDirectory data, Workspaces workspaces) {
        register(registry, "DATA_DIR", data.path());
        register(registry, "WORKSPACE_BASE", workspaces.base());
    }

    /** Each is 0 when the file system cannot be asked. */
    private static void register(MeterRegistry registry, String directory, Path path) {
        var file = path.toFile();
        Gauge.builder("term_executor.disk.free.bytes", file, f -> f.getUsableSpace())
                .description(
                        "Bytes that the service may still write in the directory; 0 if unknown.")
                .tag("directory", directory)
                .strongReference(true)
                .register(registry);
        Gauge.builder("term_executor.disk.total.bytes", file, f -> f.getTotalSpace())
                .description("Size of the directory's file system in bytes; 0 if unknown.")
                .tag("directory", directory)
                .strongReference(true)
                .register(registry);
    }
}
