package org.platformnetwork.termexecutor.pipeline.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;

class ExactJsonTests {

    private static final Set<String> KNOWN =
            Set.of("config", "layers", "size", "urls", "annotations");

    @Test
    void keysOfNoMeaningAreFreeAndThoseOfManifestsAreExact() throws PhaseFailedException {
        var json =
                "{\"layers\":[{\"size\":1}],\"annotations\":{\"SIZE\":\"\"},"
                        + "\"config\":{\"Labels\":{\"URLS\":\"x\"},\"Cmd\":[]}}";

        assertThat(ExactJson.read(json.getBytes(UTF_8), "manifest", KNOWN).path("layers").size())
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"layers\":[{\"URLS\":[\"http://127.0.0.1/\"]}]}",
                "{\"layers\":[],\"Layers\":[{}]}",
                "{\"Config\":{}}",
                "{\"config\":{},\"config\":{}}",
                "{\"layers\":[]} {}",
                "{"
            })
    void whatAnotherParserCouldReadDifferentlyIsRefused(String json) {
        assertThatThrownBy(() -> ExactJson.read(json.getBytes(UTF_8), "manifest", KNOWN))
                .isInstanceOf(PhaseFailedException.class)
                .hasMessageContaining("its manifest");
    }
}
