package org.platformnetwork.termexecutor.sandbox.isolation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox;

/**
 * Links that commands may have put above the place of the working tree, where an earlier command
 * left a directory: bubblewrap would follow them when it mounts the tree, out of the sandbox too.
 */
record PlantedLinks(Sandbox.Layout layout, MountTable table) {

    /** A directory of the host that holds what commands wrote below one of theirs. */
    private record Written(Path inside, Path host) {

        boolean hasLinkOnWayTo(Path place) {
            for (var part = place; part != null && isBelow(part); part = part.getParent()) {
                if (Files.isSymbolicLink(host.resolve(inside.relativize(part)))) {
                    return true;
                }
            }
            return false;
        }

        private boolean isBelow(Path part) {
            return part.startsWith(inside) && !part.equals(inside);
        }
    }

    boolean areOnWayTo(Path place) {
        return written().stream().anyMatch(written -> written.hasLinkOnWayTo(place));
    }

    private List<Written> written() {
        var layer = layout.layer();
        var all = new ArrayList<Written>();
        all.add(new Written(Path.of("/tmp"), layout.temporary()));
        for (var host : List.of(layer.home(), layout.home(), table.upper("home"))) {
            all.add(new Written(Additions.HOME, host));
        }
        for (var name : Layer.SYSTEM) {
            all.add(new Written(Path.of("/", name), layer.system(name)));
            all.add(new Written(Path.of("/", name), table.upper(name)));
        }
        var rootfs = layout.root().resolve(Layer.ROOTFS);
        for (var host : List.of(layer.system(Layer.ROOTFS), rootfs, table.upper(Layer.ROOTFS))) {
            all.add(new Written(Path.of("/"), host));
        }
        return all;
    }
}
