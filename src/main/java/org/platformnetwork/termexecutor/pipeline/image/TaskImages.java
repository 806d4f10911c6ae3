package org.platformnetwork.termexecutor.pipeline.image;

import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.git.PublicAddresses;
import org.platformnetwork.termexecutor.pipeline.image.ImageSettings.Mode;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Decides in which image a task runs, and brings it. */
@Component
public final class TaskImages {

    private static final Logger log = LoggerFactory.getLogger(TaskImages.class);
    private static final String STEP = "image";

    private final ImageSettings settings;
    private final @Nullable String obstacle;
    private final ImageStore store;
    private final Reachability reachability;

    @Autowired
    TaskImages(
            ImageSettings settings,
            SandboxSettings sandbox,
            Sandboxes sandboxes,
            Workspaces workspaces,
            ProcessRunner runner,
            InstantSource clock) {
        this(settings, sandbox, sandboxes, workspaces, runner, clock, PublicAddresses::contain);
    }

    /**
     * @param reachable the addresses that a task may lead to
     */
    TaskImages(
            ImageSettings settings,
            SandboxSettings sandbox,
            Sandboxes sandboxes,
            Workspaces workspaces,
            ProcessRunner runner,
            InstantSource clock,
            Predicate<InetAddress> reachable) {
        this.settings = settings;
        var directory = workspaces.base().resolve("images");
        var tools = new ImageTools(directory, settings, sandbox, runner);
        this.store =
                new ImageStore(
                        settings,
                        tools,
                        new Registry(settings, tools, reachable),
                        sandboxes::furnish,
                        workspaces::remove,
                        clock);
        this.reachability = new Reachability(reachable, clock);
        this.obstacle = settings.mode() == Mode.OFF ? null : obstacle(sandboxes);
    }

    /** What keeps this machine from using images; null when nothing does. */
    private @Nullable String obstacle(Sandboxes sandboxes) {
        if (!sandboxes.stacksImages()) {
            return "this machine's level of isolation (%s) shows none"
                    .formatted(sandboxes.isolation().wireName());
        }
        if (!ImageTools.areInstalled()) {
            return "skopeo or containers-storage is not installed";
        }
        try {
            store.open();
            return null;
        } catch (IOException | PhaseFailedException e) {
            log.atWarn().setCause(e).log("Container images cannot be used");
            return "containers-storage does not work here";
        }
    }

    /** When images are used. */
    public Mode mode() {
        return settings.mode();
    }

    /** What keeps this machine from using them, as part of a sentence; null when nothing does. */
    public @Nullable String obstacle() {
        return obstacle;
    }

    public ImageUsage usage() {
        return store.usage();
    }

    /**
     * What a task is to run in.
     *
     * @param named by the task; null when it names no image
     * @throws PhaseFailedException when it has to run in an image that cannot be had
     */
    public TaskImage acquire(@Nullable String named, StepRunner stepRunner)
            throws IOException, PhaseFailedException, InterruptedException {
        if (named == null || settings.mode() == Mode.OFF) {
            return TaskImage.none();
        }
        if (obstacle != null) {
            return without(obstacle, stepRunner);
        }
        var name = ImageName.parse(named);
        if (name == null) {
            throw Manifest.invalid("environment.image is not the name of an image");
        }
        var source = ImageSource.of(name, settings);
        if (source == null) {
            return without("no setting allows its registry (IMAGE_ALLOW)", stepRunner);
        }
        var lease = store.find(source);
        if (lease == null) {
            if (!store.knows(source.name().registry()) && !reachability.canReach(source)) {
                return without("its registry cannot be reached from here", stepRunner);
            }
            stepRunner.info(STEP, "Pulling the image %s.".formatted(name));
            try {
                lease = store.acquire(source);
            } catch (NoAnswerException e) {
                if (store.knows(source.name().registry())) {
                    throw e.failure();
                }
                reachability.recordSilence(source);
                return without("its registry does not answer", stepRunner);
            }
        }
        stepRunner.info(STEP, "Runs in the image %s.".formatted(name.at(lease.root().digest())));
        return TaskImage.of(lease, name);
    }

    /**
     * The machine's own system in place of the image that a task names.
     *
     * @param reason why, as the second half of a sentence
     * @throws PhaseFailedException when settings require the image
     */
    public TaskImage without(String reason, StepRunner stepRunner) throws PhaseFailedException {
        if (settings.mode() == Mode.REQUIRE) {
            throw new PhaseFailedException(
                    FailureClass.INFRA_ERROR,
                    "The task's image cannot be used: %s (TASK_IMAGES=require).".formatted(reason));
        }
        var note =
                "The task ran on the machine's own system and not in the image that it names: %s."
                        .formatted(reason);
        stepRunner.info(STEP, note);
        return TaskImage.none(note);
    }
}
