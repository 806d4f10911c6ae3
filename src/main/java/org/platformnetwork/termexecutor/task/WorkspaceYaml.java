package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * A {@code workspace.yaml} as plain data: no tags, bounded size, depth and aliases. Depth is
 * checked on the event stream first, because the composer recurses.
 */
final class WorkspaceYaml {

    static final String FILE_NAME = "workspace.yaml";

    /** What the file may be called; the first that is there is read. */
    static final List<String> NAMES = List.of(FILE_NAME, "workspace.yml");

    static final int MAX_BYTES = TaskFiles.MAX_TEXT_BYTES;
    static final int MAX_DEPTH = 50;
    static final int MAX_ALIASES = 50;

    private static final LoadSettings SETTINGS =
            LoadSettings.builder()
                    .setSchema(new PlainText())
                    .setCodePointLimit(MAX_BYTES)
                    .setMaxAliasesForCollections(MAX_ALIASES)
                    .setAllowRecursiveKeys(false)
                    .setAllowDuplicateKeys(false)
                    .build();

    /**
     * Every scalar is the text that stands there: a hash such as 12345e6 must not become another
     * number, and a number of a million digits takes half a minute to compute.
     */
    private static final class PlainText implements Schema {

        private static final Set<String> NULLS = Set.of("", "~", "null");

        @Override
        public ScalarResolver getScalarResolver() {
            return (value, implicit) ->
                    implicit && NULLS.contains(value.toLowerCase(Locale.ROOT)) ? Tag.NULL : Tag.STR;
        }

        @Override
        public Map<Tag, ConstructNode> getSchemaTagConstructors() {
            return Map.of(Tag.NULL, node -> null);
        }
    }

    private final String fileName;
    private final Map<?, ?> root;

    private WorkspaceYaml(String fileName, Map<?, ?> root) {
        this.fileName = fileName;
        this.root = root;
    }

    /** Reads the one of a directory that has one. */
    static WorkspaceYaml find(Path directory) throws InvalidTaskException, IOException {
        for (var name : NAMES) {
            if (Files.exists(directory.resolve(name))) {
                return read(directory.resolve(name));
            }
        }
        throw new InvalidTaskException(FILE_NAME + " cannot be found.");
    }

    static WorkspaceYaml read(Path file) throws InvalidTaskException, IOException {
        var name = String.valueOf(file.getFileName());
        if (!Files.isRegularFile(file)) {
            throw new InvalidTaskException(name + " is not a file.");
        }
        var text = TaskFiles.readText(file);
        try {
            checkDepth(name, text);
            if (new Load(SETTINGS).loadFromString(text) instanceof Map<?, ?> map) {
                return new WorkspaceYaml(name, map);
            }
        } catch (YamlEngineException e) {
            throw new InvalidTaskException(name + " is not valid YAML: " + reason(e));
        }
        throw new InvalidTaskException(name + " holds no mapping of keys to values.");
    }

    String fileName() {
        return fileName;
    }

    /** What makes the task invalid, beginning with the file's name. */
    InvalidTaskException problem(String sentence) {
        return new InvalidTaskException(fileName + ": " + sentence);
    }

    /** Whether a key holds keys itself. */
    boolean isMapping(String key) {
        return root.get(key) instanceof Map<?, ?>;
    }

    /**
     * The text at a key, or further down, for example {@code meta}, {@code test_files}; null when
     * it is missing or empty, or when what stands above it holds no keys.
     */
    @Nullable String text(String... path) throws InvalidTaskException {
        return text(String.join(".", path), value(path));
    }

    /**
     * The texts at such a place: a list, also one that was published as text, or one text standing
     * for a list of one.
     */
    List<String> texts(String... path) throws InvalidTaskException {
        return texts(String.join(".", path), value(path));
    }

    /** The elements of a list at such a place; null when there is no list. */
    @Nullable List<?> list(String... path) {
        return value(path) instanceof List<?> list ? list : null;
    }

    /** A text that is only recorded, and so breaks nothing: null also when it is no text. */
    @Nullable String note(String... path) {
        return value(path) instanceof String text && !text.isBlank() ? text : null;
    }

    private @Nullable Object value(String... path) {
        Object value = root;
        for (var key : path) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return value;
    }

    private @Nullable String text(String name, @Nullable Object value) throws InvalidTaskException {
        return switch (value) {
            case null -> null;
            case String text -> text.isBlank() ? null : TaskFiles.checkedText(name, text);
            default -> throw problem(name + " must be text.");
        };
    }

    private List<String> texts(String name, @Nullable Object value) throws InvalidTaskException {
        if (value instanceof List<?> list) {
            var texts = new ArrayList<String>();
            for (var item : list) {
                var text = text(name, item);
                if (text != null) {
                    texts.add(text);
                }
            }
            return List.copyOf(texts);
        }
        var text = text(name, value);
        if (text == null) {
            return List.of();
        }
        var listed = ListLiteral.parse(text);
        return listed == null ? List.of(text) : texts(name, listed);
    }

    private static void checkDepth(String name, String text) throws InvalidTaskException {
        int depth = 0;
        int aliases = 0;
        for (var event : new Parse(SETTINGS).parseString(text)) {
            switch (event) {
                case CollectionStartEvent start -> depth++;
                case CollectionEndEvent end -> depth--;
                case AliasEvent alias -> aliases++;
                default -> {}
            }
            if (depth > MAX_DEPTH || aliases > MAX_ALIASES) {
                throw new InvalidTaskException(
                        "%s is nested deeper than %d levels or holds more than %d aliases."
                                .formatted(name, MAX_DEPTH, MAX_ALIASES));
            }
        }
    }

    private static String reason(YamlEngineException e) {
        if (e instanceof MarkedYamlEngineException marked) {
            var mark = marked.getProblemMark();
            if (mark.isPresent()) {
                return "%s (line %d, column %d)."
                        .formatted(
                                firstLine(marked.getProblem()),
                                mark.get().getLine() + 1,
                                mark.get().getColumn() + 1);
            }
        }
        return firstLine(e.getMessage());
    }

    private static String firstLine(@Nullable String message) {
        return Objects.requireNonNullElse(message, "unreadable").lines().findFirst().orElse("");
    }
}
