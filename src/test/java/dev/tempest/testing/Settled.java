package dev.tempest.testing;

import dev.tempest.sequencer.Sequencer;
import java.time.Duration;
import org.awaitility.Awaitility;

/** The log once it has what was answered: a write's event gets its place after the answer. */
public final class Settled {
  private static final Duration SOON = Duration.ofSeconds(20);

  private Settled() {}

  /** The last event's place when no event waits for one. */
  public static long seq(Sequencer sequencer) {
    Awaitility.await().atMost(SOON).until(() -> sequencer.awaitIdle(SOON));
    return sequencer.lastSeq();
  }
}
