package org.platformnetwork.termexecutor.submission.auth;

import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.hotkey.Hotkey;

/**
 * Who signed a request.
 *
 * @param archive the archive that the signature is for; null for a signature of version 1, which
 *     says nothing about the body
 */
public record AuthenticatedRequest(Hotkey hotkey, @Nullable ArchiveHash archive) {}
