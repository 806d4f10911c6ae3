package org.platformnetwork.termexecutor.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Builds container images of single files, as directories in OCI's layout. */
public final class TestImage {

    /** The machine's own, as images call it. */
    public static final String ARCHITECTURE =
            System.getProperty("os.arch").replace("aarch64", "arm64");

    private static final String OCI = "application/vnd.oci.image.";

    /** Programs that commands of tasks in tests call; the image's others are shell builtins. */
    private static final List<String> PROGRAMS =
            List.of("bash", "cat", "id", "ls", "mkdir", "rm", "sleep", "touch", "grep", "getent");

    private final List<byte[]> layers = new ArrayList<>();
    private List<byte[]> listed = layers;
    private String architecture = ARCHITECTURE;
    private String environment = "\"PATH=/usr/bin\"";

    /** One layer's archive. */
    public static final class Layer {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, UTF_8.name());

        public Layer() {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        }

        public Layer file(String name, String content) {
            return file(name, content.getBytes(UTF_8), 0644);
        }

        public Layer file(String name, byte[] content, int mode) {
            var entry = new TarArchiveEntry(name, true);
            entry.setSize(content.length);
            entry.setMode(0100000 | mode);
            return add(entry, content);
        }

        public Layer directory(String name) {
            var entry = new TarArchiveEntry(name + "/", true);
            entry.setMode(040755);
            return add(entry, new byte[0]);
        }

        public Layer link(String name, String target) {
            return linked(name, target, TarConstants.LF_SYMLINK);
        }

        public Layer hardLink(String name, String target) {
            return linked(name, target, TarConstants.LF_LINK);
        }

        private Layer linked(String name, String target, byte kind) {
            var entry = new TarArchiveEntry(name, kind, true);
            entry.setLinkName(target);
            return add(entry, new byte[0]);
        }

        /** The memory of the machine. */
        public Layer device(String name) {
            var entry = new TarArchiveEntry(name, TarConstants.LF_CHR, true);
            entry.setDevMajor(1);
            entry.setDevMinor(1);
            entry.setMode(020666);
            return add(entry, new byte[0]);
        }

        private Layer add(TarArchiveEntry entry, byte[] content) {
            try {
                tar.putArchiveEntry(entry);
                new ByteArrayInputStream(content).transferTo(tar);
                tar.closeArchiveEntry();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The whole archive; nothing can be added. */
        public byte[] archive() {
            try {
                tar.close();
                return bytes.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The machine's bash with a few programs, and the libraries that they need. */
    public static Layer shell() {
        var layer = new Layer();
        for (var link : List.of("bin", "lib", "lib64", "sbin")) {
            layer.link(link, "usr/" + link);
        }
        var files = new ArrayList<String>();
        for (var program : PROGRAMS) {
            files.add("/usr/bin/" + program);
        }
        var libraries =
                Shell.run(
                        Path.of("/"),
                        "ldd " + String.join(" ", files) + " | grep -o '/lib[^ ]*' | sort -u");
        try {
            for (var file : files) {
                layer.file(file.substring(1), Files.readAllBytes(Path.of(file)), 0755);
            }
            for (var library : libraries.lines().toList()) {
                var inUsr = library.startsWith("/usr/") ? library : "/usr" + library;
                layer.file(inUsr.substring(1), Files.readAllBytes(Path.of(library)), 0755);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return layer.link("usr/bin/sh", "bash");
    }

    public TestImage layer(Layer layer) {
        layers.add(layer.archive());
        return this;
    }

    public TestImage layer(byte[] archive) {
        layers.add(archive);
        return this;
    }

    /** For another machine. */
    public TestImage of(String other) {
        architecture = other;
        return this;
    }

    /** With a configuration that lists the layers of another image in place of its own. */
    public TestImage listing(TestImage other) {
        listed = other.layers;
        return this;
    }

    /** With variables, as JSON strings. */
    public TestImage environment(String variables) {
        environment = variables;
        return this;
    }

    /** Writes the image into a directory in OCI's layout. */
    public Path write(Path directory) {
        return writeIndex(directory, List.of(this));
    }

    /** Writes images of several machines under one name. */
    public static Path writeIndex(Path directory, List<TestImage> images) {
        try {
            Files.createDirectories(directory.resolve("blobs/sha256"));
            var manifests = new ArrayList<String>();
            for (var image : images) {
                manifests.add(image.manifest(directory));
            }
            var all = String.join(",", manifests);
            if (images.size() > 1) {
                var index =
                        "{\"schemaVersion\":2,\"mediaType\":\"%sindex.v1+json\",\"manifests\":[%s]}"
                                .formatted(OCI, all);
                all = descriptor(directory, "index.v1+json", index.getBytes(UTF_8), "");
            }
            Files.writeString(
                    directory.resolve("index.json"),
                    "{\"schemaVersion\":2,\"manifests\":[%s]}".formatted(all));
            Files.writeString(
                    directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of what was written under the one name. */
    public static String digest(Path directory) throws IOException {
        return Files.readString(directory.resolve("index.json"))
                .replaceAll("(?s).*\"digest\":\"(sha256:[0-9a-f]{64})\".*", "$1");
    }

    private String manifest(Path directory) throws IOException {
        var descriptors = new ArrayList<String>();
        var contents = new ArrayList<String>();
        for (var layer : listed) {
            contents.add("\"sha256:" + DigestUtils.sha256Hex(layer) + "\"");
        }
        for (var layer : layers) {
            var zipped = new ByteArrayOutputStream();
            try (var out = new GZIPOutputStream(zipped)) {
                out.write(layer);
            }
            descriptors.add(descriptor(directory, "layer.v1.tar+gzip", zipped.toByteArray(), ""));
        }
        var configuration =
                """
                {"architecture":"%s","os":"linux","config":{"Env":[%s]},
                 "rootfs":{"type":"layers","diff_ids":[%s]}}
                """
                        .formatted(architecture, environment, String.join(",", contents));
        var manifest =
                "{\"schemaVersion\":2,\"mediaType\":\"%smanifest.v1+json\",\"config\":%s,\"layers\":[%s]}"
                        .formatted(
                                OCI,
                                descriptor(
                                        directory,
                                        "config.v1+json",
                                        configuration.getBytes(UTF_8),
                                        ""),
                                String.join(",", descriptors));
        var platform =
                ",\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}".formatted(architecture);
        return descriptor(directory, "manifest.v1+json", manifest.getBytes(UTF_8), platform);
    }

    private static String descriptor(Path directory, String type, byte[] content, String more)
            throws IOException {
        var hex = DigestUtils.sha256Hex(content);
        Files.write(directory.resolve("blobs/sha256").resolve(hex), content);
        return "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d%s}"
                .formatted(OCI + type, hex, content.length, more);
    }
}
