package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is mounted around bubblewrap before it starts, as an fstab(5) that one mount(8) reads: the
 * sandbox's directory at a place that any user can reach, its layer, and the overlays of both.
 */
record MountTable(Sandbox.Layout layout, NamespaceLevel.Abilities abilities) {

    /** Every system has it; what lies there is hidden inside the mount namespace only. */
    static final String ROOT = "/mnt";

    private static final String FILE = "fstab";

    /** Where the overlays of a level without them are copies. */
    static Path inside(String name) {
        return Path.of(ROOT, name);
    }

    /** Where one of {@code repo}, {@code home} or {@link Layer#SYSTEM} is complete. */
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

    /** Whether bubblewrap came as far as running the command, by its own word. */
    boolean commandRan() {
        try {
            return Files.readString(layout.root().resolve("status")).contains("\"exit-code\"");
        } catch (IOException _) {
            return false;
        }
    }

    void createDirectories() throws IOException {
        for (var name : new String[] {"layer", "tree"}) {
            Files.createDirectories(layout.root().resolve(name));
        }
        for (var name : new String[] {"repo", "home"}) {
            Files.createDirectories(layout.root().resolve("merged").resolve(name));
            Files.createDirectories(layout.root().resolve("upper").resolve(name));
            Files.createDirectories(layout.root().resolve("work").resolve(name));
        }
        for (var name : Layer.SYSTEM) {
            Files.createDirectories(layout.root().resolve("merged").resolve(name));
        }
    }

    String text() {
        var lines = new StringBuilder();
        bind(lines, escaped(layout.root()), ROOT);
        bind(lines, escaped(layout.layer().root()), ROOT + "/layer");
        if (!layout.root().equals(layout.repository())) {
            bind(lines, escaped(layout.repository()), ROOT + "/tree");
        }
        var tree = layout.root().equals(layout.repository()) ? ROOT : ROOT + "/tree";
        if (layout.role() == Role.PREPARE) {
            bind(lines, ROOT + "/layer/repo", merged("repo").toString());
            bind(lines, ROOT + "/layer/home", merged("home").toString());
        } else if (abilities.overlays()) {
            overlay(lines, "repo", ROOT + "/layer/repo", tree);
            overlay(lines, "home", ROOT + "/layer/home", ROOT);
        } else {
            bind(lines, tree + "/repo", merged("repo").toString());
            bind(lines, ROOT + "/home", merged("home").toString());
        }
        if (abilities.overlays() && abilities.root()) {
            systemOverlays(lines);
        }
        return lines.toString();
    }

    private void systemOverlays(StringBuilder lines) {
        for (var name : Layer.SYSTEM) {
            if (layout.role() == Role.PREPARE) {
                lines.append(
                        "overlay %s overlay lowerdir=/%s,upperdir=%s,workdir=%s,redirect_dir=on 0 0\n"
                                .formatted(
                                        merged(name),
                                        name,
                                        ROOT + "/layer/system/" + name,
                                        ROOT + "/layer/work/" + name));
            } else if (SystemView.isChanged(layout.layer(), name)) {
                lines.append(
                        "overlay %s overlay ro,lowerdir=%s:/%s,redirect_dir=on 0 0\n"
                                .formatted(merged(name), ROOT + "/layer/system/" + name, name));
            }
        }
    }

    private void overlay(StringBuilder lines, String name, String lower, String own) {
        lines.append(
                "overlay %s overlay lowerdir=%s,upperdir=%s,workdir=%s,%s 0 0\n"
                        .formatted(
                                merged(name),
                                lower,
                                own + "/upper/" + name,
                                own + "/work/" + name,
                                abilities.root() ? "redirect_dir=on" : "userxattr"));
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
