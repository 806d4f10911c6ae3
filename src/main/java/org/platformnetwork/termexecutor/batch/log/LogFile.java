package org.platformnetwork.termexecutor.batch.log;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjIntConsumer;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.StoredJson;
import tools.jackson.core.JacksonException;

/**
 * A file of JSON lines, one for each entry. It is read and written by classes that an interrupt
 * does not close, and may be read while more is written.
 */
final class LogFile {

    private final Path file;
    private final Runnable makeRoom;
    private final StoredJson json = new StoredJson();

    /**
     * @param makeRoom called before the file is created
     */
    LogFile(Path file, Runnable makeRoom) {
        this.file = file;
        this.makeRoom = makeRoom;
    }

    /**
     * What a line holds.
     *
     * @param after how many events of the batch came before the entry
     */
    record Line(int after, LogEntry entry) {}

    /** Bytes of the file. */
    record Range(long start, long end) {
        int length() {
            return Math.toIntExact(end - start);
        }
    }

    /** A line as it is written, its end included. */
    byte[] bytes(Line line) {
        return (json.write(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    void append(byte[] line) throws IOException {
        if (Files.notExists(file)) {
            makeRoom.run();
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
        }
        try (var out = new FileOutputStream(file.toFile(), true)) {
            out.write(line);
        }
    }

    /** Also true of a file that was removed to make room, or because its batch was forgotten. */
    boolean isMissing() {
        return Files.notExists(file);
    }

    List<LogEntry> read(List<Range> ranges) throws IOException {
        var found = new ArrayList<LogEntry>();
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            for (var range : ranges) {
                var bytes = new byte[range.length()];
                in.seek(range.start());
                in.readFully(bytes);
                new String(bytes, StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> json.read(line, Line.class).entry())
                        .forEach(found::add);
            }
        }
        return found;
    }

    /**
     * Reads every line that an earlier service wrote. A crash of the machine can leave a broken
     * one; the file is cut before it.
     *
     * @param lines takes each, with its length in bytes
     */
    void readAll(ObjIntConsumer<Line> lines) throws IOException {
        long read = 0;
        try (var in = new FileInputStream(file.toFile());
                var reader =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                var line = json.read(text, Line.class);
                int length = text.getBytes(StandardCharsets.UTF_8).length + 1;
                lines.accept(line, length);
                read += length;
            }
        } catch (JacksonException _) {
            // What follows is cut off.
        }
        cut(read);
    }

    /**
     * What an earlier service wrote as another user may be closed to writing, and is read all the
     * same.
     */
    private void cut(long length) throws IOException {
        if (Files.size(file) == length) {
            return;
        }
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            if (out.length() > length) {
                out.setLength(length);
            } else if (out.length() < length) {
                // The last line lacks its end.
                out.seek(out.length());
                out.write('\n');
            }
        }
    }
}
