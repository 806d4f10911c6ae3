package org.platformnetwork.termexecutor.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.store.TestStore;

class ArchiveStoreTests {

    private @TempDir Path directory;
    private TestStore data;
    private ArchiveStore archives;

    @BeforeEach
    void open() throws IOException {
        data = TestStore.open(directory.resolve("data"), "");
        archives = new ArchiveStore(data.directory());
    }

    @AfterEach
    void close() {
        data.close();
    }

    private ArchiveHash keep(String content) {
        try {
            return kept(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ArchiveHash kept(String content) throws IOException {
        var upload = archives.newUpload();
        Files.writeString(upload, content);
        var digest = ArchiveHash.digest().digest(content.getBytes(StandardCharsets.UTF_8));
        var hash = ArchiveHash.of(digest);
        archives.keep(upload, hash);
        assertThat(upload).doesNotExist();
        return hash;
    }

    @Test
    void keepsWhatWasUploaded() throws IOException {
        var hash = keep("one");

        assertThat(archives.holds(hash)).isTrue();
        assertThat(archives.isIntact(hash)).isTrue();
        assertThat(archives.path(hash)).hasContent("one");
        assertThat(keep("one")).isEqualTo(hash);
        assertThat(archives.holds(ArchiveHash.of(new byte[32]))).isFalse();
        assertThat(archives.isIntact(ArchiveHash.of(new byte[32]))).isFalse();
    }

    @Test
    void noticesDamage() throws IOException {
        var hash = keep("one");
        Files.writeString(archives.path(hash), "onf");

        assertThat(archives.holds(hash)).isTrue();
        assertThat(archives.isIntact(hash)).isFalse();
    }

    @Test
    void removesWhatNobodyRefersTo() throws IOException {
        var one = keep("one");
        var two = keep("two");
        var upload = Files.writeString(archives.newUpload(), "three");

        var late = new ArrayList<ArchiveHash>();
        archives.retain(() -> {
            late.add(keep("late"));
            return Set.of(two);
        });

        assertThat(archives.holds(one)).isFalse();
        assertThat(archives.holds(late.getFirst())).isTrue();
        assertThat(archives.holds(two)).isTrue();
        assertThat(upload).exists();
    }

    @Test
    void beginsEmpty() throws IOException {
        var hash = keep("one");
        var upload = Files.writeString(archives.newUpload(), "half");

        archives = new ArchiveStore(data.directory());

        assertThat(archives.holds(hash)).isFalse();
        assertThat(upload).doesNotExist();
        keep("two");
    }
}
