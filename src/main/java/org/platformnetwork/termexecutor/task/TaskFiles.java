package org.platformnetwork.termexecutor.task;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Small readings shared by the parts of a task. */
final class TaskFiles {

    static final int MAX_TEXT_BYTES = 2 * 1024 * 1024;
    private static final int MAX_NAME_BYTES = 255;
    private static final Pattern LITTER =
            Pattern.compile("(?s)\\._.*|\\.DS_Store|__MACOSX|Thumbs\\.db");
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private TaskFiles() {}

    /** A text file that a person wrote, strictly UTF-8. */
    static String readText(Path file) throws InvalidTaskException, IOException {
        var name = String.valueOf(file.getFileName());
        if (Files.size(file) > MAX_TEXT_BYTES) {
            throw new InvalidTaskException(
                    "%s is larger than %d bytes.".formatted(name, MAX_TEXT_BYTES));
        }
        try {
            var text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Files.readAllBytes(file)));
            return checkedText(name, text.toString().replaceFirst("^\uFEFF", ""));
        } catch (CharacterCodingException e) {
            throw new InvalidTaskException(name + " is not UTF-8 text.");
        }
    }

    /** A text in any encoding that holds ASCII, without a byte-order mark and with LF line ends. */
    static byte[] withoutMarks(byte[] text) {
        var out = new ByteArrayOutputStream(text.length);
        int start = hasByteOrderMark(text) ? BYTE_ORDER_MARK.length : 0;
        for (int i = start; i < text.length; i++) {
            if (text[i] != '\r' || i + 1 == text.length || text[i + 1] != '\n') {
                out.write(text[i]);
            }
        }
        return out.toByteArray();
    }

    /** What {@link #withoutMarks} takes away, in words. */
    static List<String> marks(byte[] text) {
        var marks = new ArrayList<String>();
        if (hasByteOrderMark(text)) {
            marks.add("a byte-order mark");
        }
        if (new String(text, StandardCharsets.ISO_8859_1).contains("\r\n")) {
            marks.add("CR LF line ends");
        }
        return marks;
    }

    private static boolean hasByteOrderMark(byte[] text) {
        int length = Math.min(text.length, BYTE_ORDER_MARK.length);
        return Arrays.equals(BYTE_ORDER_MARK, Arrays.copyOf(text, length));
    }

    /** Whether a name of the path is one that macOS or Windows leaves behind; no part of a task. */
    static boolean isLitter(Path path) {
        for (var name : path) {
            if (LITTER.matcher(name.toString()).matches()) {
                return true;
            }
        }
        return false;
    }

    /** The text itself; a NUL would end it early in every program that it is handed to. */
    static String checkedText(String name, String text) throws InvalidTaskException {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidTaskException(name + " holds a NUL character.");
        }
        return text;
    }

    /**
     * The path itself, when a file may be copied there below the repository.
     *
     * @throws InvalidTaskException for an absolute path, {@code ..}, or anything in {@code .git}
     */
    static String checkedRepositoryPath(String path) throws InvalidTaskException {
        var segments = Arrays.asList(path.split("/", -1));
        boolean odd =
                path.indexOf('\0') >= 0
                        || segments.contains("")
                        || segments.contains(".")
                        || segments.contains("..")
                        || segments.stream().anyMatch(TaskFiles::isOddName);
        if (odd) {
            throw new InvalidTaskException(
                    "A test file's path leaves the repository or is not a plain relative path.");
        }
        return path;
    }

    /**
     * A file of the task, named in its YAML.
     *
     * @throws InvalidTaskException when it is missing, no plain file, or not the task's own
     */
    static Path ownFile(Path directory, WorkspaceYaml yaml, String... key)
            throws InvalidTaskException {
        var name = String.valueOf(yaml.text(key));
        var dotted = String.join(".", key);
        try {
            var file = directory.resolve(name).normalize();
            if (!file.startsWith(directory.normalize())) {
                throw yaml.problem(dotted + " leaves the task's directory.");
            }
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            // such a name no file can have
        }
        throw yaml.problem(dotted + " names no file of the task.");
    }

    /** In .git, or a name that no file can have: too long, or half of a surrogate pair. */
    static boolean isOddName(String name) {
        return name.equalsIgnoreCase(".git")
                || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES
                || !StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }
}
