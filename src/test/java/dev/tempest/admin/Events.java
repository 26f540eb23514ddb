package dev.tempest.admin;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.testing.Settled;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** What subscribers hear of an account from now on. */
record Events(Sequencer sequencer, long cursor, String did) {
  private static final Duration SOON = Duration.ofSeconds(20);

  static Events of(Sequencer sequencer, String did) {
    return new Events(sequencer, Settled.seq(sequencer), did);
  }

  /** Waits for {@code count} events and returns all there are. */
  List<Event> await(int count) {
    return Awaitility.await().atMost(SOON).until(this::now, events -> events.size() >= count);
  }

  List<Event> now() {
    return sequencer.after(cursor, 1000).stream()
        .map(frame -> Frames.decode(frame.frame()).event())
        .filter(event -> event.did().value().equals(did))
        .toList();
  }
}
