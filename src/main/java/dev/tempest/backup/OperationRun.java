package dev.tempest.backup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A backup or a drill that was begun.
 *
 * @param endedAt null while it is under way, and for ever when a crash cut it off
 * @param detail JSON: what was made, or why not; null as long
 */
public record OperationRun(
    String name,
    Instant startedAt,
    @Nullable Instant endedAt,
    boolean succeeded,
    @Nullable String detail) {}
