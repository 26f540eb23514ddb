package dev.tempest.record;

import dev.tempest.atproto.data.Cid;
import org.jspecify.annotations.Nullable;

/**
 * What the caller believes is stored under a key: a CID, or nothing. Not giving one at all is a
 * null {@code SwapRecord}.
 */
public record SwapRecord(@Nullable Cid expected) {}
