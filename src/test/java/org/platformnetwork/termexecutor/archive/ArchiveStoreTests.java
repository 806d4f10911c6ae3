package org.platformnetwork.termexecutor.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    private ArchiveHash keep(String content) throws IOException {
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

        archives.retain(() -> Set.of(two));

        assertThat(archives.holds(one)).isFalse();
        assertThat(archives.holds(two)).isTrue();
        assertThat(upload).exists();
    }

    @Test
    void nothingIsRemovedWhileItIsHeld() throws Exception {
        ArchiveHash late;
        Future<?> removal;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (var _ = archives.hold()) {
                late = keep("late");
                removal =
                        threads.submit(() -> {
                            archives.retain(Set::of);
                            return null;
                        });
                assertThatExceptionOfType(TimeoutException.class)
                        .isThrownBy(() -> removal.get(50, TimeUnit.MILLISECONDS));
                assertThat(archives.holds(late)).isTrue();
            }
            removal.get();
        }
        assertThat(archives.holds(late)).isFalse();
    }

    @Test
    void keepsWhatAnEarlierServiceKept() throws IOException {
        var hash = keep("one");
        var upload = Files.writeString(archives.newUpload(), "half");

        archives = new ArchiveStore(data.directory());

        assertThat(archives.isIntact(hash)).isTrue();
        assertThat(upload).doesNotExist();
    }
}
