package org.platformnetwork.termexecutor.pipeline.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.testing.TestImage;

class ManifestTests {

    private static final long MAX_BYTES = 1000;

    @Test
    void ordinaryOneIsTaken() throws PhaseFailedException {
        check("{'config':{'digest':'sha256:0a'},'layers':[{'size':400},{'size':600}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'layers':[{'size':1,'urls':['http://127.0.0.1/']}]}",
                "{'layers':[{'size':1,'URLS':['http://127.0.0.1/']}]}",
                "{'layers':[{'size':1,'url\u017f':['http://127.0.0.1/']}]}",
                "{'layers':[{'size':1,'mediaType':'x.foreign.y'}]}",
                "{'config':{'urls':['http://127.0.0.1/']},'layers':[{'size':1}]}",
                "{'layers':[{'size':1}],'Layers':[{'urls':['http://127.0.0.1/']}]}",
                "{'layers':[{'size':1}],'layers':[{'size':2}]}",
                "{'layers':[{'size':1}],'Config':{}}",
                "{'layers':[{'size':1}],'manifests':[]}",
                "{'layers':[{'size':1}],'fsLayers':[]}",
            })
    void whatCouldLeadElsewhereIsRefused(String json) {
        assertThatThrownBy(() -> check(json))
                .asInstanceOf(type(PhaseFailedException.class))
                .satisfies(e -> assertThat(e.failureClass()).isEqualTo(FailureClass.INVALID_TASK));
    }

    @ParameterizedTest
    @CsvSource({
        "400, 601",
        "9223372036854775807, 9223372036854775807",
        "1, 99999999999999999999999999",
    })
    void sizesAreAddedUpHoweverLargeTheyAre(String one, String other) {
        var json = "{'layers':[{'size':%s},{'size':%s}]}".formatted(one, other);

        assertThatThrownBy(() -> check(json)).hasMessageContaining("IMAGE_MAX_BYTES");
    }

    @Test
    void configurationsKeysAreExactAndLabelsAreFree() throws PhaseFailedException {
        var json =
                "{'architecture':'%s','os':'linux','config':{'Env':['A=b'],'Labels':{'OS':''}},"
                        + "'rootfs':{'diff_ids':['sha256:0a']},%s}";
        var good = json.formatted(TestImage.ARCHITECTURE, "'Size':1");
        var bad = json.formatted(TestImage.ARCHITECTURE, "'RootFS':{}");

        var read = ImageConfiguration.read(bytes(good));

        assertThat(read.environment()).containsEntry("A", "b");
        assertThat(read.contents()).containsExactly("sha256:0a");
        assertThatThrownBy(() -> ImageConfiguration.read(bytes(bad)))
                .hasMessageContaining("misspelt");
    }

    private static void check(String json) throws PhaseFailedException {
        Manifest.read(bytes(json)).check(MAX_BYTES);
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(UTF_8);
    }
}
