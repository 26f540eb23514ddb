package dev.tempest.backup;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;

/**
 * What came of a drill.
 *
 * @param location where the backup lies
 * @param totals what the proof found
 * @param compared how many accounts a server that was started on the backup was asked for
 * @param startSeconds how long that server took to start
 * @param seconds how long everything took
 * @param faults what is wrong; empty when the drill has passed
 */
@RegisterForReflection
public record DrillReport(
    String backup,
    Instant createdAt,
    String location,
    boolean passed,
    Proof.Totals totals,
    long compared,
    double startSeconds,
    double seconds,
    List<String> faults) {}
