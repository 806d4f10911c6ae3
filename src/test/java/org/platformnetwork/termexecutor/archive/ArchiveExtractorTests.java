package org.platformnetwork.termexecutor.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction.Refused;
import org.platformnetwork.termexecutor.archive.UploadChannel.ReadFailure;

class ArchiveExtractorTests {
    private static final byte[] REFUSED =
            new TestZip()
                    .add(TestZip.entry("a/b/c", "x"))
                    .add(TestZip.entry("l", TestZip.SYMLINK))
                    .bytes();

    private @TempDir Path base;

    private final ArchiveExtractor extractor = new ArchiveExtractor(Uploads.LIMITS);

    @Test
    void keepsEmptyTargetWhenRefused() throws IOException {
        Path target = Files.createDirectory(base.resolve("target"));

        Path archive = Files.write(base.resolve("upload"), REFUSED);

        assertThat(extractor.extract(archive, target)).isInstanceOf(Refused.class);
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void doesNotTouchTargetThatIsInUse() throws IOException {
        Path archive = Files.write(base.resolve("upload"), REFUSED);

        assertThatIllegalArgumentException().isThrownBy(() -> extractor.extract(archive, base));
        assertThatIllegalArgumentException().isThrownBy(() -> extractor.extract(archive, archive));
        assertThat(archive).hasBinaryContent(REFUSED);
    }

    @Test
    void throwsWhenUploadCannotBeRead() {
        Path target = base.resolve("target");

        // a directory can be opened, but not read
        assertThatExceptionOfType(ReadFailure.class)
                .isThrownBy(() -> extractor.extract(base, target));
        assertThatIOException().isThrownBy(() -> extractor.extract(base.resolve("no"), target));
        assertThat(target).doesNotExist();
    }

    @Test
    void throwsOurOwnTroubleOutOfTheLibrary() {
        IOException wrapped = new IOException("x", new ReadFailure(new IOException("disk")));
        RuntimeException refused = new IllegalStateException(new InvalidArchiveException("early"));

        assertThatExceptionOfType(ReadFailure.class).isThrownBy(() -> parse(wrapped));
        assertThatExceptionOfType(InvalidArchiveException.class)
                .isThrownBy(() -> parse(new IOException(refused)))
                .withMessage("early");
        assertThatExceptionOfType(InvalidArchiveException.class)
                .isThrownBy(() -> parse(new IOException("/host/path")))
                .withMessage("damaged");
    }

    @Test
    void throwsWhenFileCannotBeWritten() throws IOException {
        TreeWriter writer = new TreeWriter(base.resolve("gone"), Uploads.LIMITS, 1);
        EntryPath path = EntryPath.parse(new byte[] {'a'}, Uploads.LIMITS);

        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> writer.file(path, 1, false, (buffer, length) -> length));
    }

    private static void parse(IOException thrown) throws IOException {
        Untrusted.parse(
                () -> new InvalidArchiveException("damaged"),
                () -> {
                    throw thrown;
                });
    }
}
