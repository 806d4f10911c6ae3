package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;

/** Small readings shared by the parts of a task. */
final class TaskFiles {

    static final int MAX_TEXT_BYTES = 2 * 1024 * 1024;
    private static final int MAX_NAME_BYTES = 255;

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
            return checkedText(name, text.toString());
        } catch (CharacterCodingException e) {
            throw new InvalidTaskException(name + " is not UTF-8 text.");
        }
    }

    /** The text itself; a NUL would end it early in every program that it is handed to. */
    static String checkedText(String name, String text) throws InvalidTaskException {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidTaskException(name + " holds a NUL character.");
        }
        return text;
    }

    /**
     * The path itself, when a file may be laid there below the repository.
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
    static Path ownFile(Path directory, String key, String name) throws InvalidTaskException {
        try {
            var file = directory.resolve(name).normalize();
            if (!file.startsWith(directory.normalize())) {
                throw new InvalidTaskException(
                        "%s: %s leaves the task's directory."
                                .formatted(WorkspaceYaml.FILE_NAME, key));
            }
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            // such a name no file can have
        }
        throw new InvalidTaskException(
                "%s: %s names no file of the task.".formatted(WorkspaceYaml.FILE_NAME, key));
    }

    /** In .git, or a name that no file can have: too long, or half of a surrogate pair. */
    static boolean isOddName(String name) {
        return name.equalsIgnoreCase(".git")
                || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES
                || !StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }
}
