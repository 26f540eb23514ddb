package dev.tempest.backup;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * What a restore has done.
 *
 * @param kept where that lies which was on the volume before; null when nothing was
 * @param sequence what the next events come after
 * @param seenByRelays the last event that a relay said to know; null when none was asked or knew
 * @param announcements how many accounts the first start tells the network of
 */
@RegisterForReflection
public record Restored(
    Proof proof,
    String target,
    @Nullable String kept,
    long sequence,
    @Nullable Long seenByRelays,
    int announcements) {}
