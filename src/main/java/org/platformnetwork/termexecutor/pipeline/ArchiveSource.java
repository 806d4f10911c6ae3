package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction;
import org.platformnetwork.termexecutor.archive.ArchiveHash;

/** Where archives come from: the service's own store, or a coordinator. */
@FunctionalInterface
public interface ArchiveSource {

    /**
     * Unpacks an archive whose bytes have this hash.
     *
     * @param directory not there yet; its parent is
     * @throws IOException when the archive cannot be had now
     */
    Extraction extract(ArchiveHash archive, Path directory) throws IOException;
}
