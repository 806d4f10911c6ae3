package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.platformnetwork.termexecutor.sandbox.ImageRoot;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;

/**
 * What is mounted around bubblewrap before it starts, as an fstab(5) that one mount(8) reads: the
 * sandbox's directory at a place that any user can reach, its layer, and the overlays of both.
 */
record MountTable(
        Sandbox.Layout layout,
        NamespaceFeatures abilities,
        SystemSkeleton skeleton,
        Additions additions) {

    /** Every system has it; what lies there is hidden inside the mount namespace only. */
    static final String ROOT = "/mnt";

    private static final String FILE = "fstab";

    /** What is no overlay; the trees are not at a level that copies them. */
    static Path inside(String name) {
        return Path.of(ROOT, name);
    }

    /**
     * Where one of {@link NamespaceFeatures#TREES} is complete, or of {@link Layer#SYSTEM} if
     * stacked.
     */
    static Path merged(String name) {
        return Path.of(ROOT, "merged", name);
    }

    Path file() {
        return layout.root().resolve(FILE);
    }

    /** What an overlay of this sandbox holds of its own. */
    Path upper(String name) {
        var root = name.equals("repo") ? layout.repository() : layout.root();
        return root.resolve("upper").resolve(name);
    }

    /** Where bubblewrap says what became of the command. */
    Path status() {
        return layout.root().resolve("status");
    }

    /** Whether bubblewrap came as far as running the command, by its own word. */
    boolean commandRan() {
        try {
            return Files.readString(status()).contains("\"exit-code\"");
        } catch (IOException _) {
            return false;
        }
    }

    void createDirectories() throws IOException {
        for (var name : List.of("layer", "tree", "skeleton", "additions", "image", "images")) {
            Files.createDirectories(layout.root().resolve(name));
        }
        for (var names : List.of(NamespaceFeatures.TREES, Layer.SYSTEM)) {
            for (var name : names) {
                for (var kind : List.of("merged", "upper", "work")) {
                    Files.createDirectories(layout.root().resolve(kind).resolve(name));
                }
            }
        }
    }

    String text() {
        var lines = new StringBuilder();
        boolean ownTree = layout.root().equals(layout.repository());
        var tree = ownTree ? ROOT : ROOT + "/tree";
        bind(lines, escaped(layout.root()), ROOT);
        bind(lines, escaped(layout.layer().root()), ROOT + "/layer");
        if (!ownTree) {
            bind(lines, escaped(layout.repository()), tree);
        }
        bind(lines, escaped(skeleton.root()), ROOT + "/skeleton");
        bind(lines, escaped(additions.root()), ROOT + "/additions");
        var image = layout.layer().image();
        if (image != null) {
            bind(lines, escaped(image.storage()), ImageAdditions.STORAGE.toString());
            bind(lines, escaped(image.directory()), ROOT + "/image");
        }
        rootfs(lines, image == null ? own("additions/" + Layer.ROOTFS) : lower(image));
        if (layout.role() == SandboxPhase.PREPARE) {
            bind(lines, ROOT + "/layer/repo", merged("repo").toString());
            bind(lines, ROOT + "/layer/home", merged("home").toString());
        } else if (abilities.stacksTrees()) {
            overlay(lines, "repo", ROOT + "/layer/repo", tree + "/upper/repo", tree + "/work/repo");
            overlay(lines, "home", ROOT + "/layer/home", own("upper/home"), own("work/home"));
        } else {
            bind(lines, tree + "/repo", merged("repo").toString());
            bind(lines, ROOT + "/home", merged("home").toString());
        }
        if (image == null) {
            Layer.SYSTEM.stream()
                    .filter(abilities.overlays()::contains)
                    .forEach(name -> system(lines, name));
        }
        return lines.toString();
    }

    /** The uppermost first; mount(2) takes a page of options, so that names are short. */
    private static String lower(ImageRoot image) {
        return IntStream.range(0, image.layers())
                .mapToObj(number -> own("image/" + ImageAdditions.layer(number)))
                .collect(Collectors.joining(":", own("image/" + ImageAdditions.NAME + ":"), ""));
    }

    private void rootfs(StringBuilder lines, String base) {
        var name = Layer.ROOTFS;
        boolean prepares = layout.role() == SandboxPhase.PREPARE;
        var layer = own("layer/system/" + name);
        if (!abilities.stacksTrees()) {
            bind(lines, prepares ? layer : own(name), merged(name).toString());
        } else if (prepares) {
            overlay(lines, name, base, layer, own("layer/work/" + name));
        } else {
            overlay(lines, name, layer + ":" + base, own("upper/" + name), own("work/" + name));
        }
    }

    /** Real root owns the system, so only others need the skeleton over it. */
    private void system(StringBuilder lines, String name) {
        var added = own("additions/" + name) + ":/" + name;
        var skeletal = own("skeleton/" + name) + ":" + added;
        if (layout.role() == SandboxPhase.PREPARE) {
            overlay(
                    lines,
                    name,
                    abilities.root() ? added : skeletal,
                    own("layer/system/" + name),
                    own("layer/work/" + name));
        } else {
            boolean changed = layout.layer().changesSystem(name);
            overlay(
                    lines,
                    name,
                    changed ? own("layer/system/" + name) + ":" + skeletal : skeletal,
                    own("upper/" + name),
                    own("work/" + name));
        }
    }

    private void overlay(
            StringBuilder lines, String name, String lower, String upper, String work) {
        lines.append(
                "overlay %s overlay lowerdir=%s,upperdir=%s,workdir=%s,%s 0 0\n"
                        .formatted(
                                merged(name),
                                lower,
                                upper,
                                work,
                                abilities.root() ? "redirect_dir=on" : "userxattr"));
    }

    private static String own(String path) {
        return ROOT + "/" + path;
    }

    private static void bind(StringBuilder lines, String source, String target) {
        lines.append("%s %s none bind 0 0\n".formatted(source, target));
    }

    private static String escaped(Path path) {
        return path.toString()
                .replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }
}
