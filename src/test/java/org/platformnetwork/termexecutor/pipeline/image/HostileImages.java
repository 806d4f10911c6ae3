package org.platformnetwork.termexecutor.pipeline.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.List;
import org.platformnetwork.termexecutor.testing.TestImage;
import org.platformnetwork.termexecutor.testing.TestImage.Layer;

/** Images whose layers try to write where they have no business. */
final class HostileImages {

    private HostileImages() {}

    /** They try to make {@code outside} in a directory, among others. */
    static List<TestImage> leadingTo(Path directory) {
        return List.of(
                new TestImage().layer(new Layer().file("../../../../../outside", "x")),
                new TestImage()
                        .layer(new Layer().file(directory.resolve("outside").toString(), "x")),
                new TestImage()
                        .layer(
                                new Layer()
                                        .link("way", directory.toString())
                                        .file("way/outside", "x")),
                new TestImage()
                        .layer(new Layer().directory("way").file("way/inside", "x"))
                        .layer(new Layer().link("way", directory.toString()))
                        .layer(new Layer().file("way/outside", "x")),
                new TestImage().layer(new Layer().hardLink("way", "/etc/passwd").file("way", "x")),
                new TestImage().layer(new Layer().device("memory")),
                new TestImage()
                        .layer(
                                new Layer()
                                        .file("set", new byte[1], 06777)
                                        .file(".wh...", "")
                                        .file(".wh.", "")),
                new TestImage().layer("no archive at all".getBytes(UTF_8)));
    }
}
