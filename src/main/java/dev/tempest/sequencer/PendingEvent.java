package dev.tempest.sequencer;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;

/**
 * An event on its way from an outbox to the log. {@code did}, {@code rev} and the event's type
 * together identify it, so that a second delivery changes nothing.
 */
record PendingEvent(Did did, Origin origin, long outboxId, Tid rev, Event event) {
  /** The file whose outbox holds the event until the log has it. */
  enum Origin {
    REPO,
    ACCOUNTS
  }
}
