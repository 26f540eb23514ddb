package dev.tempest.sync;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.sequencer.Outbox;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.sqlite.Schema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A real event log on disk, with events to order and a clock that the test sets. */
final class EventLog implements AutoCloseable {
  static final Duration RETENTION = Duration.ofDays(3);
  private static final Did DID = new Did("did:plc:alice");

  private final RepoFiles repos;
  private final Database database;
  private final Outbox outbox;
  private final AtomicLong revs = new AtomicLong();
  final Sequencer sequencer;
  volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  EventLog(Path root) {
    var dataDir = DataDir.create(root);
    repos = new RepoFiles(dataDir, 4);
    database = Database.open(dataDir.sequencerDb(), Schema.SEQUENCER, new Database.Size(4, 2048));
    sequencer = new Sequencer(database, () -> now, RETENTION);
    outbox = new Outbox(sequencer);
    repos.create(DID);
    sequencer.start();
  }

  /** Offers events to the log, which appends them soon. */
  void offer(int count) {
    offer(count, 10);
  }

  /** Events of about {@code bytes} each. */
  void offer(int count, int bytes) {
    repos.write(
        DID,
        transaction -> {
          for (int i = 0; i < count; i++) {
            Tid rev = Tid.of(revs.incrementAndGet(), 0);
            var event = new Event.Sync(DID, rev, Bytes.wrap(new byte[bytes]));
            outbox.append(transaction, DID, rev, List.of(event));
          }
          return null;
        });
  }

  /** Appends events and returns when they are in the log. */
  void append(int count) throws InterruptedException {
    append(count, 10);
  }

  void append(int count, int bytes) throws InterruptedException {
    long last = revs.get() + count;
    offer(count, bytes);
    if (!sequencer.awaitBeyond(last - 1, Duration.ofSeconds(50))) {
      throw new AssertionError("the log did not take the events");
    }
  }

  @Override
  public void close() {
    sequencer.close();
    repos.close();
    database.close();
  }
}
