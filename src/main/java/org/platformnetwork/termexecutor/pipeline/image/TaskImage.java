package org.platformnetwork.termexecutor.pipeline.image;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.TaskResult.UsedImage;
import org.platformnetwork.termexecutor.sandbox.ImageRoot;

/** What one attempt at a task runs in, for as long as it takes. */
public final class TaskImage implements AutoCloseable {

    private final ImageTable.@Nullable Lease lease;
    private final @Nullable UsedImage used;
    private final List<String> notes;

    private TaskImage(
            ImageTable.@Nullable Lease lease, @Nullable UsedImage used, List<String> notes) {
        this.lease = lease;
        this.used = used;
        this.notes = List.copyOf(notes);
    }

    /**
     * The machine's own system.
     *
     * @param notes why, where the task names an image
     */
    static TaskImage none(String... notes) {
        return new TaskImage(null, null, List.of(notes));
    }

    static TaskImage of(ImageTable.Lease lease, ImageName name) {
        var used = new UsedImage(name.toString(), lease.root().digest());
        return new TaskImage(lease, used, List.of());
    }

    /** Null for the machine's own system. */
    public @Nullable ImageRoot root() {
        return lease == null ? null : lease.root();
    }

    /** Null for the machine's own system. */
    public @Nullable UsedImage used() {
        return used;
    }

    /** What the task's author has to know, a sentence each. */
    public List<String> notes() {
        return notes;
    }

    @Override
    public void close() {
        if (lease != null) {
            lease.close();
        }
    }
}
