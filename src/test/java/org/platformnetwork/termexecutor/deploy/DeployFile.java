package org.platformnetwork.termexecutor.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files of {@code src/deploy} as trees; JSON is YAML, so one parser reads them all. */
final class DeployFile {

    static final Path ROOT = Path.of("src/deploy");

    private static final JsonMapper JSON = JsonMapper.shared();

    private DeployFile() {}

    /** The only document of a file. */
    static JsonNode read(String path) {
        var documents = readAll(path);
        if (documents.size() != 1) {
            throw new IllegalStateException(path + " has " + documents.size() + " documents");
        }
        return documents.getFirst();
    }

    static List<JsonNode> readAll(String path) {
        return parse(text(ROOT.resolve(path)));
    }

    static List<JsonNode> parse(String yaml) {
        // Compose's own tag for a list that replaces the one below it.
        ConstructNode list =
                node ->
                        node instanceof SequenceNode sequence
                                ? sequence.getValue().stream()
                                        .map(item -> ((ScalarNode) item).getValue())
                                        .toList()
                                : List.of();
        var settings =
                LoadSettings.builder().setTagConstructors(Map.of(new Tag("!override"), list));
        var documents = new Load(settings.build()).loadAllFromString(yaml);
        return StreamSupport.stream(documents.spliterator(), false)
                .map(JSON::<JsonNode>valueToTree)
                .toList();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The texts of a list. */
    static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }
}
