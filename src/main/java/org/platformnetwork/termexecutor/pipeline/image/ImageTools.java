package org.platformnetwork.termexecutor.pipeline.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.process.ProgramPath;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;
import org.platformnetwork.termexecutor.sandbox.Workspaces;

/**
 * Runs skopeo(1) and containers-storage(1) where they see the machine read-only, nothing of the
 * service's, and can write below the directory of images only: an archive of a layer that finds a
 * way out of its place finds nothing there.
 */
final class ImageTools {

    /** The programs, with Debian's packages of the same names. */
    static final List<String> PROGRAMS = List.of("skopeo", "containers-storage");

    private static final int MAX_OUTPUT = 64 * 1024;

    /** What unpacking needs: owners, modes, device nodes, and overlayfs' own attributes. */
    private static final List<String> CAPABILITIES =
            List.of(
                    "CAP_CHOWN",
                    "CAP_DAC_OVERRIDE",
                    "CAP_FOWNER",
                    "CAP_FSETID",
                    "CAP_MKNOD",
                    "CAP_SETFCAP",
                    "CAP_SYS_ADMIN",
                    "CAP_SYS_CHROOT");

    /** Where skopeo looks for signatures, which may be closed to everyone but root. */
    private static final Path SIGNATURES = Path.of("/var/lib/containers");

    /** Stays the parent that bubblewrap wants to die with. */
    private static final String RUN = "\"$@\"; exit $?";

    private final Path directory;
    private final ImageSettings settings;
    private final SandboxSettings sandbox;
    private final ProcessRunner runner;
    private final boolean root;

    /**
     * @param directory of images, without links
     */
    ImageTools(
            Path directory, ImageSettings settings, SandboxSettings sandbox, ProcessRunner runner) {
        this.directory = directory;
        this.settings = settings;
        this.sandbox = sandbox;
        this.runner = runner;
        this.root = "root".equals(System.getProperty("user.name"));
    }

    /** Makes the directories and the configuration of the programs. */
    void prepare() throws IOException {
        Workspaces.createClosed(directory);
        for (var name : List.of("storage", "run", "tmp", "answers")) {
            Files.createDirectories(directory.resolve(name));
        }
        Files.writeString(configuration(), configurationText());
    }

    private Path configuration() {
        return directory.resolve("storage.conf");
    }

    /** In a user namespace of one user, every file of an image is this user's. */
    private String configurationText() {
        return """
        [storage]
        driver = "overlay"
        graphroot = "%s"
        runroot = "%s"
        [storage.options]
        pull_options = {enable_partial_images = "false"}
        [storage.options.overlay]
        ignore_chown_errors = "%s"
        """
                .formatted(directory.resolve("storage"), directory.resolve("run"), !root);
    }

    /** Whether both programs are there. */
    static boolean areInstalled() {
        var places = List.of(ProgramPath.OWN.split(":", -1));
        return PROGRAMS.stream()
                .allMatch(name ->
                        places.stream()
                                .anyMatch(place -> Files.isExecutable(Path.of(place, name))));
    }

    Path directory() {
        return directory;
    }

    /** A scratch directory of the programs. */
    Path temporary() {
        return directory.resolve("tmp");
    }

    /** Where answers of registries lie for a moment, also while a pull cleans up after itself. */
    Path answers() {
        return directory.resolve("answers");
    }

    /**
     * Runs a script of bash(1) to its end.
     *
     * @param environment what it gets besides its own
     * @throws PhaseFailedException when it does not come to its end
     */
    ProcessResult.Exited run(
            String script,
            List<String> arguments,
            Map<String, String> environment,
            Duration timeout)
            throws PhaseFailedException {
        var line = new ArrayList<>(List.of("sh", "-c", RUN, "sh"));
        line.addAll(confinement());
        environment.forEach((name, value) -> line.addAll(List.of("--setenv", name, value)));
        line.addAll(List.of("--", "bash", "-c", script, "bash"));
        line.addAll(arguments);
        var command =
                new Command(line, directory, Map.of("PATH", ProgramPath.OWN), timeout, MAX_OUTPUT);
        return switch (runner.run(command)) {
            case ProcessResult.Exited exited -> exited;
            case ProcessResult.TimedOut _ ->
                    throw new PhaseFailedException(
                            FailureClass.INFRA_ERROR,
                            "Pulling the image timed out after %d s (IMAGE_TIMEOUT_SECS)."
                                    .formatted(settings.timeout().toSeconds()));
            case ProcessResult.Cancelled _ -> throw StepRunner.cancelled();
            case ProcessResult.NotStarted(var reason) ->
                    throw new PhaseFailedException(
                            FailureClass.INFRA_ERROR,
                            "The programs for images could not be started: " + reason);
        };
    }

    private List<String> confinement() {
        var line = new ArrayList<>(List.of("bwrap", "--die-with-parent", "--new-session"));
        line.addAll(
                List.of("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--cap-drop", "ALL"));
        if (!root) {
            line.addAll(List.of("--unshare-user", "--uid", "0", "--gid", "0"));
            line.addAll(List.of("--setenv", "_CONTAINERS_USERNS_CONFIGURED", "done"));
        }
        CAPABILITIES.forEach(name -> line.addAll(List.of("--cap-add", name)));
        line.addAll(List.of("--ro-bind", "/", "/", "--dev", "/dev"));
        for (var own : List.of(SIGNATURES, sandbox.dataDir(), sandbox.workspaceBase())) {
            if (Files.isDirectory(own)) {
                line.addAll(List.of("--tmpfs", own.toString()));
            }
        }
        line.addAll(List.of("--bind", directory.toString(), directory.toString()));
        if (!settings.authFile().isEmpty()) {
            line.addAll(List.of("--ro-bind", settings.authFile(), settings.authFile()));
        }
        line.addAll(List.of("--setenv", "CONTAINERS_STORAGE_CONF", configuration().toString()));
        line.addAll(List.of("--setenv", "HOME", temporary().toString()));
        line.addAll(List.of("--setenv", "TMPDIR", temporary().toString()));
        return line;
    }
}
