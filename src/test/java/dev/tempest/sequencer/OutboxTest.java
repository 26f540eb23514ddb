package dev.tempest.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.sqlite.Schema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event is in the log exactly once, whenever the process died. */
class OutboxTest {
  private static final Did ALICE = new Did("did:plc:alice");
  private static final Database.Size SIZE = new Database.Size(2, 256);
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private DataDir dataDir;
  private RepoFiles repos;
  private Database log;

  @BeforeEach
  void open() {
    dataDir = DataDir.create(folder);
    repos = new RepoFiles(dataDir, 4);
    log = Database.open(dataDir.sequencerDb(), Schema.SEQUENCER, SIZE);
    repos.create(ALICE);
    repos.write(
        ALICE,
        transaction -> {
          try (var statement = transaction.connection().createStatement()) {
            return statement.executeUpdate(
                "INSERT INTO repo (id, did, commit_cid, commit_block, rev, data_cid)"
                    + " VALUES (1, 'did:plc:alice', x'00', x'00', '', x'00')");
          }
        });
  }

  @AfterEach
  void close() {
    repos.close();
    log.close();
  }

  private Sequencer sequencer() {
    return new Sequencer(log, InstantSource.system(), Duration.ofDays(3));
  }

  private static Event event(Tid rev, int bytes) {
    byte[] blocks = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(blocks);
    return new Event.Sync(ALICE, rev, Bytes.wrap(blocks));
  }

  private void append(Outbox outbox, int first, int count) {
    for (int i = first; i < first + count; i++) {
      Tid rev = Tid.of(i, 0);
      repos.write(
          ALICE,
          transaction -> {
            outbox.append(transaction, ALICE, rev, List.of(event(rev, 100)));
            return null;
          });
    }
  }

  private static List<String> revs(Sequencer sequencer) {
    return sequencer.after(0, 1_000).stream()
        .map(frame -> (Event.Sync) Frames.decode(frame.frame()).event())
        .map(event -> event.rev().value())
        .toList();
  }

  private static List<String> expected(int count) {
    return java.util.stream.IntStream.rangeClosed(1, count)
        .mapToObj(i -> Tid.of(i, 0).value())
        .toList();
  }

  @Test
  void whatACrashLeftIsDeliveredOnce() {
    append(new Outbox(sequencer()), 1, 5); // a sequencer that never ran: the process died
    var next = sequencer();
    var outbox = new Outbox(next);
    Path file = dataDir.repoDb(ALICE);
    assertThat(repos.leftOpen()).containsExactly(file);
    assertThat(outbox.recover(file)).isEqualTo(5);
    assertThat(outbox.recover(file)).isZero();
    assertThat(revs(next)).isEqualTo(expected(5));
  }

  @Test
  void aCrashBetweenLogAndOutboxDeliversNothingTwice() {
    var first = sequencer();
    var outbox = new Outbox(first);
    first.start();
    append(outbox, 1, 5);
    first.close(); // the log has all five; the last row still lies in the outbox
    append(new Outbox(sequencer()), 6, 2);
    var next = sequencer();
    assertThat(new Outbox(next).recover(dataDir.repoDb(ALICE))).isPositive();
    assertThat(revs(next)).isEqualTo(expected(7));
    assertThat(next.lastSeq()).isEqualTo(7);
  }

  @Test
  void aFileClosesOnlyWhenTheLogHasItsEvents() {
    var sequencer = sequencer();
    var outbox = new Outbox(sequencer);
    repos.closingRule(outbox);
    append(outbox, 1, 3);
    repos.close();
    assertThat(repos.leftOpen()).hasSize(1);
    sequencer.start();
    await().atMost(SOON).until(() -> sequencer.lastSeq() == 3);
    await()
        .atMost(SOON)
        .until(
            () -> {
              repos.close();
              return repos.leftOpen().isEmpty();
            });
    try (var file = Database.open(dataDir.repoDb(ALICE), Schema.REPO, SIZE)) {
      assertThat(file.read(OutboxTable::all)).isEmpty();
    }
    sequencer.close();
  }

  @Test
  void seqsGoOnAcrossRestartsAndPruning() {
    var first = sequencer();
    var outbox = new Outbox(first);
    first.start();
    append(outbox, 1, 4);
    first.close();
    log.write(
        tx -> {
          try (var statement = tx.createStatement()) {
            return statement.executeUpdate("DELETE FROM repo_seq");
          }
        });
    var next = sequencer();
    assertThat(next.lastSeq()).isEqualTo(4);
    next.start();
    append(new Outbox(next), 5, 1);
    await().atMost(SOON).until(() -> next.lastSeq() == 5);
    next.close();
  }

  @Test
  void aLargeFrameComesBackFromDiskAsItWas() {
    var rev = Tid.of(1, 0);
    var large = new Event.Sync(ALICE, rev, Bytes.wrap(new byte[1_500_000]));
    var sequencer = sequencer();
    sequencer.append(List.of(new PendingEvent(ALICE, PendingEvent.Origin.REPO, 1, rev, large)));
    var fromMemory = sequencer.after(0, 1).getFirst();
    var fromDisk = sequencer().after(0, 1).getFirst();
    assertThat(fromDisk).isEqualTo(fromMemory);
    long stored =
        log.read(
            connection -> {
              try (var statement = connection.createStatement();
                  var row = statement.executeQuery("SELECT length(frame) FROM repo_seq")) {
                return row.getLong(1);
              }
            });
    assertThat(stored).isLessThan(100_000);
  }

  @Test
  void aDeletionTakesTheAccountsEventsOutOfLogAndMemory() {
    var bob = new Did("did:plc:bob");
    try (var sequencer = sequencer()) {
      sequencer.append(
          List.of(
              pending(ALICE, 1, event(Tid.of(1, 0), 10)),
              pending(bob, 1, new Event.Identity(bob, null))));
      sequencer.append(
          List.of(
              pending(ALICE, 2, new Event.Account(ALICE, false, "deactivated")),
              pending(ALICE, 3, new Event.Account(ALICE, false, "deleted")),
              pending(bob, 2, new Event.Account(bob, true, null))));
      assertThat(sequencer.after(0, 10))
          .extracting(SequencedFrame::seq)
          .containsExactly(2L, 4L, 5L);
      List<SequencedFrame> stored = log.read(c -> EventTable.after(c, 0, 10, 1_000_000));
      assertThat(stored).isEqualTo(sequencer.after(0, 10));
      assertThat(sequencer.lastSeq()).isEqualTo(5);
      // delivered again, as after a crash; and the account returns
      sequencer.append(
          List.of(
              pending(ALICE, 3, new Event.Account(ALICE, false, "deleted")),
              pending(ALICE, 4, new Event.Account(ALICE, true, null))));
      assertThat(sequencer.after(0, 10))
          .extracting(SequencedFrame::seq)
          .containsExactly(2L, 4L, 5L, 6L);
    }
  }

  private static PendingEvent pending(Did did, long rev, Event event) {
    return new PendingEvent(did, PendingEvent.Origin.ACCOUNTS, rev, Tid.of(rev, 0), event);
  }
}
