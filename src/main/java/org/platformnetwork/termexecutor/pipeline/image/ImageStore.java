package org.platformnetwork.termexecutor.pipeline.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.image.ImageTable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images that are here, by digest. One is pulled at a time; what no task uses goes when all
 * together are too large, the least recently used first.
 */
final class ImageStore {

    private static final Logger log = LoggerFactory.getLogger(ImageStore.class);

    private final Path directory;
    private final ImageSettings settings;
    private final Registry registry;
    private final ImageTools tools;
    private final LayerStorage storage;
    private final Furnisher furnisher;
    private final Consumer<Path> remover;
    private final ImageTable table;

    /** Held while the storage changes. */
    private final ReentrantLock pulling = new ReentrantLock();

    /** Held while a registry is asked. */
    private final Map<String, ReentrantLock> asked = new ConcurrentHashMap<>();

    /** As {@code Sandboxes.furnish}. */
    interface Furnisher {
        void furnish(Path directory, Path storage, List<String> layers) throws IOException;
    }

    /**
     * @param tools works in the directory of images
     */
    ImageStore(
            ImageSettings settings,
            ImageTools tools,
            Registry registry,
            Furnisher furnisher,
            Consumer<Path> remover,
            InstantSource clock) {
        this.directory = tools.directory();
        this.settings = settings;
        this.registry = registry;
        this.tools = tools;
        this.storage = new LayerStorage(tools);
        this.furnisher = furnisher;
        this.remover = remover;
        this.table = new ImageTable(layers(), clock);
    }

    private Path images() {
        return directory.resolve("images");
    }

    private Path layers() {
        return directory.resolve("storage/overlay");
    }

    /** Takes over what an earlier service left complete, and removes all else of it. */
    void open() throws IOException, PhaseFailedException {
        tools.prepare();
        Files.createDirectories(images());
        removeTemporaryFiles();
        content(tools.answers()).forEach(remover);
        for (var place : content(images())) {
            var image = StoredImage.read(place);
            if (image.isPresent() && isComplete(image.get())) {
                table.add(place, image.get(), StoredImage.lastUse(place));
            } else {
                remove(place);
            }
        }
        storage.removeOrphans(table.ids());
        evict();
    }

    private static List<Path> content(Path directory) throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            return content.toList();
        }
    }

    private boolean isComplete(StoredImage image) {
        return image.layers().stream()
                .allMatch(layer -> Files.isDirectory(layers().resolve(layer).resolve("diff")));
    }

    private void removeTemporaryFiles() throws IOException {
        content(tools.temporary()).forEach(remover);
    }

    private void remove(Path image) {
        try {
            StoredImage.remove(image);
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The mark of an image cannot be removed");
        }
        remover.accept(image);
    }

    ImageUsage usage() {
        return table.usage();
    }

    /** Whether an image of a registry is here. */
    boolean knows(String registryName) {
        return table.knows(registryName);
    }

    /** The image of a digest, or of a tag that was looked up lately; null when it is not here. */
    @Nullable Lease find(ImageSource source) {
        return table.find(source.name(), this::released);
    }

    /**
     * The image, pulled unless it is here. Of one registry, one at a time is asked for, so that it
     * is asked once however many want the same; another registry that is slow keeps nobody.
     *
     * @throws PhaseFailedException when the registry does not give it
     * @throws NoAnswerException when the registry says nothing
     */
    Lease acquire(ImageSource source)
            throws IOException, PhaseFailedException, NoAnswerException, InterruptedException {
        var asking = asked.computeIfAbsent(source.name().registry(), _ -> new ReentrantLock());
        asking.lockInterruptibly();
        try {
            var found = find(source);
            return found == null ? ask(source) : found;
        } finally {
            asking.unlock();
        }
    }

    /** What a tag led to is used while its registry cannot say what it leads to now. */
    private Lease ask(ImageSource source)
            throws IOException, PhaseFailedException, NoAnswerException, InterruptedException {
        try {
            return pull(source);
        } catch (NoAnswerException e) {
            return last(source, e);
        } catch (PhaseFailedException e) {
            if (e.failureClass() != FailureClass.INFRA_ERROR) {
                throw e;
            }
            return last(source, e);
        }
    }

    private <E extends Exception> Lease last(ImageSource source, E problem) throws E {
        var last = table.findLast(source.name(), this::released);
        if (last == null) {
            throw problem;
        }
        log.atWarn().setCause(problem).log("A tag cannot be looked up; its last image is used");
        return last;
    }

    private Lease pull(ImageSource source)
            throws IOException, PhaseFailedException, NoAnswerException, InterruptedException {
        var manifest = registry.manifest(source);
        var digest = manifest.digest();
        var wanted = source.name().digest();
        if (wanted != null && !wanted.equals(digest)) {
            throw Manifest.invalid("the registry has something else under its digest");
        }
        var own = manifest.digestForThisMachine();
        if (own != null) {
            manifest = registry.manifest(source.at(own));
            if (!own.equals(manifest.digest())) {
                throw Manifest.invalid("the registry has something else under its digest");
            }
        }
        var here = table.use(manifest.digest(), source.name(), digest, this::released);
        if (here != null) {
            return here;
        }
        manifest.check(settings.maxBytes().toBytes());
        var exact = source.at(manifest.digest());
        var configuration = ImageConfiguration.read(registry.configuration(exact));
        pulling.lockInterruptibly();
        try {
            if (!table.holds(manifest.digest())) {
                unpack(exact, manifest, configuration);
            }
            var lease = table.use(manifest.digest(), source.name(), digest, this::released);
            evict();
            return Objects.requireNonNull(lease);
        } finally {
            pulling.unlock();
        }
    }

    private void unpack(ImageSource source, Manifest manifest, ImageConfiguration configuration)
            throws IOException, PhaseFailedException {
        var place = images().resolve(manifest.hex());
        boolean complete = false;
        try {
            registry.pull(source, "image-" + manifest.hex(), directory);
            var content = storage.list();
            var layers = content.layersOf(manifest.configuration());
            // The storage knows an image by its configuration, which skopeo compares with no layer.
            if (layers.isEmpty()
                    || !content.contents(layers.reversed()).equals(configuration.contents())) {
                throw Manifest.invalid("its layers are not those that its configuration lists");
            }
            var sizes = content.sizes(layers);
            var most = settings.maxBytes().toBytes();
            if (sizes.values().stream().mapToLong(Long::longValue).sum() > most) {
                throw Manifest.tooLarge(most);
            }
            Files.createDirectories(place);
            furnisher.furnish(place, layers(), layers);
            var image =
                    new StoredImage(
                            manifest.digest(),
                            manifest.configuration(),
                            source.name().registry(),
                            layers,
                            sizes,
                            configuration.environment(),
                            List.of(source.name().toString()));
            image.write(place);
            table.addPulled(place, image);
            complete = true;
        } finally {
            if (!complete) {
                cleanUp(List.of(place));
            }
        }
    }

    /** Also on an interrupted thread. */
    private void cleanUp(List<Path> images) {
        boolean interrupted = Thread.interrupted();
        try {
            images.forEach(this::remove);
            removeTemporaryFiles();
            storage.removeOrphans(table.ids());
        } catch (IOException | PhaseFailedException e) {
            log.atWarn().setCause(e).log("Layers that no image has are not removed");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A pull that goes on does it at its end. */
    private void released(Lease lease) {
        if (pulling.tryLock()) {
            try {
                evict();
            } finally {
                pulling.unlock();
            }
        }
    }

    private void evict() {
        var removed = table.evict(settings.cacheBytes().toBytes());
        if (!removed.isEmpty()) {
            cleanUp(removed);
        }
    }
}
