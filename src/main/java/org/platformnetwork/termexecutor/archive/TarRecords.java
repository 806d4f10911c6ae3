package org.platformnetwork.termexecutor.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.jspecify.annotations.Nullable;

/**
 * The library's tar reader made strict, record by record: it ignores wrong checksums and a missing
 * end mark, strips the slash of absolute long names, and keeps any number of headers in memory.
 */
final class TarRecords extends TarArchiveInputStream {
    private static final int MAX_HEADER_BYTES = 8 << 10;
    private static final int MAX_HEADERS_IN_A_ROW = 8;
    private static final int MAX_GLOBAL_BYTES = 4 << 10;
    private static final int MAX_PADDING_BYTES = 1 << 20;
    private static final int RECORD = TarConstants.DEFAULT_RCDSIZE;
    private static final Pattern PAX_PATH = Pattern.compile("(?:^|\n)[0-9]+ path=(/?)");

    private final TreeWriter writer;
    private boolean ended;
    private boolean paxNamed;
    private int headersInARow;
    private int names;
    private long globalBytes;

    /**
     * @param tar must support marks
     */
    TarRecords(InputStream tar, TreeWriter writer) {
        // Latin-1 keeps the bytes of names as they are; as UTF-8 wrong ones would become "?"
        super(tar, RECORD, RECORD, StandardCharsets.ISO_8859_1.name());
        this.writer = writer;
    }

    /** The bytes of the name of the entry last read. */
    byte[] rawName(TarArchiveEntry entry) {
        return entry.getName()
                .getBytes(paxNamed ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    @Override
    protected byte @Nullable [] readRecord() throws IOException {
        byte[] record = super.readRecord();
        if (record == null) {
            if (!ended) {
                throw new InvalidArchiveException("The tar is cut off: it has no end mark");
            }
        } else if (isEOFRecord(record)) {
            ended = true;
        } else if (ended) {
            throw new InvalidArchiveException("The tar has data behind its end mark");
        } else {
            check(record);
        }
        return record;
    }

    /** Reads to the end of the archive, so that its checksum is verified, too. */
    boolean hasDataLeft() throws IOException {
        for (byte b : in.readNBytes(MAX_PADDING_BYTES)) {
            if (b != 0) {
                return true;
            }
        }
        return in.read() >= 0;
    }

    private void check(byte[] record) throws IOException {
        if (!TarUtils.verifyCheckSum(record)) {
            throw new InvalidArchiveException("The tar has a damaged header");
        }
        writer.countEntry();
        TarArchiveEntry header = new TarArchiveEntry(record);
        if (headersInARow == 0) {
            names = 0;
            paxNamed = false;
        }
        if (header.isPaxHeader() || header.isGlobalPaxHeader()) {
            checkPax(header, peek(header));
        } else if (header.isGNULongNameEntry()) {
            names++;
            requireRelative(peek(header).startsWith("/"));
        } else if (header.isGNULongLinkEntry()) {
            throw new InvalidArchiveException("The tar has a link with a long target");
        } else {
            headersInARow = 0;
            requireNoSparse(header.isOldGNUSparse());
        }
        if (names > 1) {
            throw new InvalidArchiveException("The tar has an entry with two names");
        }
    }

    private void checkPax(TarArchiveEntry header, String text) throws InvalidArchiveException {
        requireNoSparse(text.contains(" GNU.sparse.") || text.contains(" SCHILY.filetype="));
        Matcher path = PAX_PATH.matcher(text);
        while (path.find()) {
            names++;
            paxNamed = true;
            requireRelative(!path.group(1).isEmpty());
        }
        globalBytes += header.isGlobalPaxHeader() ? header.getSize() : 0;
        if (globalBytes > MAX_GLOBAL_BYTES || (header.isGlobalPaxHeader() && paxNamed)) {
            throw new InvalidArchiveException("The tar has headers that change all entries");
        }
    }

    private String peek(TarArchiveEntry header) throws IOException {
        int size = (int) Math.min(header.getSize(), MAX_HEADER_BYTES);
        if (++headersInARow > MAX_HEADERS_IN_A_ROW || size < header.getSize()) {
            throw new InvalidArchiveException("The tar has overlong headers");
        }
        writer.charge(size);
        in.mark(size);
        String text = new String(in.readNBytes(size), StandardCharsets.ISO_8859_1);
        in.reset();
        return text;
    }

    private static void requireNoSparse(boolean sparse) throws InvalidArchiveException {
        if (sparse) {
            throw new InvalidArchiveException("The tar has a sparse file");
        }
    }

    private static void requireRelative(boolean absolute) throws InvalidArchiveException {
        if (absolute) {
            throw new InvalidArchiveException("The tar has an entry with an absolute path");
        }
    }
}
