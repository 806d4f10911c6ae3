package org.platformnetwork.termexecutor.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction.Extracted;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction.Refused;
import org.springframework.util.unit.DataSize;

/** Extracts bytes below a temporary directory and checks what every extraction promises. */
final class Uploads {
    static final ArchiveLimits LIMITS = limits(1_000, 64 << 20, 32 << 20, 200, 1_024, 32);

    private final Path base;
    private final ArchiveLimits limits;

    Uploads(Path base) {
        this(base, LIMITS);
    }

    Uploads(Path base, ArchiveLimits limits) {
        this.base = base;
        this.limits = limits;
    }

    static ArchiveLimits limits(
            int entries, long total, long file, int ratio, int pathLength, int depth) {
        return new ArchiveLimits(
                DataSize.ofMegabytes(500),
                entries,
                DataSize.ofBytes(total),
                DataSize.ofBytes(file),
                ratio,
                pathLength,
                depth);
    }

    Path target() {
        return base.resolve("target");
    }

    Extraction extract(byte[] archive) throws IOException {
        return extract(Files.write(base.resolve("upload"), archive));
    }

    /** After a refusal the target must be gone, and nothing may ever appear beside it. */
    Extraction extract(Path archive) throws IOException {
        Extraction extraction = new ArchiveExtractor(limits).extract(archive, target());
        try (Stream<Path> beside = Files.list(base)) {
            assertThat(beside.filter(path -> !path.equals(archive)))
                    .containsExactlyElementsOf(
                            extraction instanceof Refused
                                    ? Stream.<Path>of().toList()
                                    : Stream.of(target()).toList());
        }
        return extraction;
    }

    String reason(byte[] archive) throws IOException {
        Extraction extraction = extract(archive);
        assertThat(extraction).isInstanceOf(Refused.class);
        String reason = ((Refused) extraction).reason();
        assertThat(reason).hasSizeLessThan(200).doesNotContain(base.toString(), "\n");
        return reason;
    }

    /** Path to content of every file; directories end with a slash and have none. */
    Map<String, String> tree(byte[] archive) throws IOException {
        assertThat(extract(archive)).isInstanceOf(Extracted.class);
        return tree();
    }

    Map<String, String> tree() throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(target())) {
            for (Path path : paths.filter(path -> !path.equals(target())).toList()) {
                boolean directory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
                tree.put(
                        target().relativize(path) + (directory ? "/" : ""),
                        directory ? "" : Files.readString(path));
            }
        }
        return tree;
    }
}
