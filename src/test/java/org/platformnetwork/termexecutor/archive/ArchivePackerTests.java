package org.platformnetwork.termexecutor.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.archive.ArchivePacker.Packing;
import org.springframework.util.unit.DataSize;

class ArchivePackerTests {

    private static final ArchiveLimits LIMITS = ArchiveLimits.defaults();

    @TempDir private Path directory;

    private Path tree(String name) throws IOException {
        var tree = directory.resolve(name);
        Files.createDirectories(tree.resolve("tasks/é/tests"));
        Files.createDirectories(tree.resolve("agent_code"));
        Files.writeString(tree.resolve("tasks/é/tests/t.sh"), "true\n");
        Files.writeString(tree.resolve("agent_code/agent.sh"), "echo\n");
        Files.writeString(tree.resolve("secret"), "not for others");
        Files.setPosixFilePermissions(
                tree.resolve("agent_code/agent.sh"), PosixFilePermissions.fromString("rwx------"));
        return tree;
    }

    private static ArchiveLimits limits(long archive, int entries, long total, long file) {
        return new ArchiveLimits(
                DataSize.ofBytes(archive),
                entries,
                DataSize.ofBytes(total),
                DataSize.ofBytes(file),
                200,
                1024,
                32);
    }

    @Test
    void serviceUnpacksTheSameFiles() throws IOException {
        var zip = directory.resolve("a.zip");

        var packing = new ArchivePacker(LIMITS).pack(tree("a"), zip);
        var extracted = directory.resolve("out");
        new ArchiveExtractor(LIMITS).extract(zip, extracted);

        assertThat(packing).isEqualTo(new Packing.Packed(2, 10));
        assertThat(extracted.resolve("tasks/é/tests/t.sh")).hasContent("true\n");
        assertThat(Files.isExecutable(extracted.resolve("agent_code/agent.sh"))).isTrue();
        assertThat(Files.isExecutable(extracted.resolve("tasks/é/tests/t.sh"))).isFalse();
        assertThat(extracted.resolve("secret")).doesNotExist();
    }

    @Test
    void sameFilesGiveTheSameBytesAnywhere() throws IOException {
        var packer = new ArchivePacker(LIMITS);
        var zone = TimeZone.getDefault();
        packer.pack(tree("one"), directory.resolve("one.zip"));
        var other = tree("other");
        Files.setLastModifiedTime(
                other.resolve("agent_code/agent.sh"), FileTime.from(Instant.EPOCH));
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
            packer.pack(other, directory.resolve("other.zip"));
        } finally {
            TimeZone.setDefault(zone);
        }

        assertThat(directory.resolve("one.zip"))
                .hasSameBinaryContentAs(directory.resolve("other.zip"));
    }

    @Test
    void holdsTheServicesLimits() throws IOException {
        var tree = tree("limits");
        var zip = directory.resolve("limits.zip");
        new ArchivePacker(LIMITS).pack(tree, zip);
        long size = Files.size(zip);

        for (int more = 0; more <= 1; more++) {
            assertThat(
                            new ArchivePacker(limits(size + more, 6 + more, 10 + more, 5 + more))
                                    .pack(tree, zip))
                    .isInstanceOf(Packing.Packed.class);
        }
        assertThat(new ArchivePacker(limits(size - 1, 6, 10, 5)).pack(tree, zip))
                .isInstanceOf(Packing.Refused.class);
        assertThat(new ArchivePacker(limits(size, 5, 10, 5)).check(tree))
                .isInstanceOf(Packing.Refused.class);
        assertThat(new ArchivePacker(limits(size, 6, 9, 5)).check(tree))
                .isInstanceOf(Packing.Refused.class);
        assertThat(new ArchivePacker(limits(size, 6, 10, 4)).check(tree))
                .isInstanceOf(Packing.Refused.class);
    }
}
