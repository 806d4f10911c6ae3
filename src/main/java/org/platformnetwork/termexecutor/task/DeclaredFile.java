package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A test source of which the task says where in the repository it belongs.
 *
 * @param path relative to the repository, checked
 * @param content what is in it, where no stored file is; null when only the path is known
 */
record DeclaredFile(String path, @Nullable String content) {

    /** In dialect C the files of a test patch follow each other, each after such a line. */
    private static final Pattern HEADING =
            Pattern.compile("(?m)^# Test file:[ \\t]*(\\S.*?)\\s*$\\n?");

    static List<DeclaredFile> of(WorkspaceYaml yaml, Path directory)
            throws InvalidTaskException, IOException {
        var listed = yaml.list("meta", "test_files");
        if (listed != null) {
            return ofList(yaml, listed);
        }
        var json = yaml.text("meta", "test_files");
        return json == null ? ofPatch(directory.resolve("test_patch.diff")) : ofJson(yaml, json);
    }

    private static List<DeclaredFile> ofList(WorkspaceYaml yaml, List<?> list)
            throws InvalidTaskException {
        var files = new ArrayList<DeclaredFile>();
        for (var element : list) {
            if (!(element instanceof Map<?, ?> file && file.get("path") instanceof String path)) {
                throw broken(yaml);
            }
            var content = file.get("content") instanceof String text ? text : null;
            files.add(new DeclaredFile(TaskFiles.checkedRepositoryPath(path), content));
        }
        return files;
    }

    private static List<DeclaredFile> ofJson(WorkspaceYaml yaml, String json)
            throws InvalidTaskException {
        var files = new ArrayList<DeclaredFile>();
        for (var file : array(yaml, json)) {
            var path = file.path("path").stringValue(null);
            if (path == null) {
                throw broken(yaml);
            }
            var content = file.path("content").stringValue(null);
            files.add(new DeclaredFile(TaskFiles.checkedRepositoryPath(path), content));
        }
        return files;
    }

    private static JsonNode array(WorkspaceYaml yaml, String json) throws InvalidTaskException {
        try {
            var list = JsonMapper.shared().readTree(json);
            if (list.isArray()) {
                return list;
            }
        } catch (JacksonException e) {
            // not JSON
        }
        throw broken(yaml);
    }

    private static InvalidTaskException broken(WorkspaceYaml yaml) {
        return yaml.problem("meta.test_files must be a JSON list of {path, content}.");
    }

    private static List<DeclaredFile> ofPatch(Path file) throws InvalidTaskException, IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > TaskFiles.MAX_TEXT_BYTES) {
            return List.of();
        }
        var text =
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace("\r\n", "\n");
        var files = new ArrayList<DeclaredFile>();
        var heading = HEADING.matcher(text);
        boolean isFound = heading.find();
        while (isFound) {
            var path = heading.group(1);
            int start = heading.end();
            isFound = heading.find();
            var content = text.substring(start, isFound ? heading.start() : text.length());
            // Joining the files has left one line end too many.
            var whole =
                    content.endsWith("\n\n") ? content.substring(0, content.length() - 1) : content;
            files.add(new DeclaredFile(TaskFiles.checkedRepositoryPath(path), whole));
        }
        return files;
    }
}
