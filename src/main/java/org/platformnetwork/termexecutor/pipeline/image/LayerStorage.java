package org.platformnetwork.termexecutor.pipeline.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The local storage of layers that skopeo(1) fills, as containers-storage(1) tells and changes it.
 */
final class LayerStorage {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private static final String LIST =
            """
            containers-storage layers --json >"$1/layers" && containers-storage images --json >"$1/images"
            """;

    private static final String DELETE =
            """
            for name; do containers-storage "${name%%=*}" "${name#*=}" || exit; done
            """;

    private final ImageTools tools;

    LayerStorage(ImageTools tools) {
        this.tools = tools;
    }

    /**
     * What is there.
     *
     * @param images the uppermost layer of each, by its id
     * @param layers by their ids
     */
    record Content(Map<String, String> images, Map<String, StoredLayer> layers) {

        /** The layers of an image, the uppermost first; none when it is not there. */
        List<String> layersOf(String image) {
            var chain = new ArrayList<String>();
            var id = images.getOrDefault(image, "");
            for (var layer = layers.get(id); layer != null; layer = layers.get(id)) {
                chain.add(id);
                id = layer.parent();
            }
            return chain;
        }

        /**
         * The digests of what is in layers.
         *
         * @param ids of layers that are there
         */
        List<String> contents(List<String> ids) {
            return ids.stream()
                    .map(id -> Objects.requireNonNull(layers.get(id)).content())
                    .toList();
        }

        /** The bytes of layers that are there. */
        Map<String, Long> sizes(List<String> ids) {
            var sizes = new HashMap<String, Long>();
            layers.forEach((id, layer) -> {
                if (ids.contains(id)) {
                    sizes.put(id, layer.bytes());
                }
            });
            return sizes;
        }
    }

    /**
     * One layer.
     *
     * @param parent the id of the one below; empty for the lowest
     * @param bytes of the files in it
     * @param content digest of its archive, unpacked
     */
    record StoredLayer(String parent, long bytes, String content) {}

    Content list() throws IOException, PhaseFailedException {
        var place = Files.createTempDirectory(tools.temporary(), "list");
        var exited = tools.run(LIST, List.of(place.toString()), Map.of(), TIMEOUT);
        if (exited.code() != 0) {
            throw new IOException("the storage of images cannot be read");
        }
        var layers = new HashMap<String, StoredLayer>();
        for (var layer : read(place.resolve("layers"))) {
            layers.put(
                    layer.path("id").asString(""),
                    new StoredLayer(
                            layer.path("parent").asString(""),
                            layer.path("diff-size").asLong(0),
                            layer.path("diff-digest").asString("")));
        }
        var images = new HashMap<String, String>();
        for (var image : read(place.resolve("images"))) {
            images.put(image.path("id").asString(""), image.path("layer").asString(""));
        }
        Files.delete(place.resolve("layers"));
        Files.delete(place.resolve("images"));
        Files.delete(place);
        return new Content(images, layers);
    }

    /** Without anything, it prints nothing. */
    private static JsonNode read(Path file) throws IOException {
        var text = Files.readString(file);
        return JsonMapper.shared().readTree(text.isBlank() ? "[]" : text);
    }

    /**
     * Removes what belongs to no image that is kept: other images, and what failed pulls left.
     *
     * @param kept ids of images
     */
    void removeOrphans(Set<String> kept) throws IOException, PhaseFailedException {
        var content = list();
        var wanted = new HashSet<String>();
        kept.forEach(image -> wanted.addAll(content.layersOf(image)));
        var names = new ArrayList<String>();
        content.images().keySet().stream()
                .filter(image -> !kept.contains(image))
                .forEach(image -> names.add("delete-image=" + image));
        delete(names);
        names.clear();
        var left = new HashMap<>(list().layers());
        left.keySet().removeAll(wanted);
        while (!left.isEmpty()) {
            var parents = new HashSet<String>();
            left.values().forEach(layer -> parents.add(layer.parent()));
            var uppermost = left.keySet().stream().filter(id -> !parents.contains(id)).toList();
            if (uppermost.isEmpty()) {
                break;
            }
            uppermost.forEach(id -> names.add("delete-layer=" + id));
            left.keySet().removeAll(uppermost);
        }
        delete(names);
    }

    private void delete(List<String> names) throws IOException, PhaseFailedException {
        if (!names.isEmpty() && tools.run(DELETE, names, Map.of(), TIMEOUT).code() != 0) {
            throw new IOException("the storage of images cannot be changed");
        }
    }
}
