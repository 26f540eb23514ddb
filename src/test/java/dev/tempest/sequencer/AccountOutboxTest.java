package dev.tempest.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.TidClock;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.Schema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event about an account is in the log exactly when its change is in the account's row. */
class AccountOutboxTest {
  private static final Did ALICE = new Did("did:plc:alice");
  private static final Event.Account GONE = new Event.Account(ALICE, false, "deactivated");
  private static final Event.Account BACK = new Event.Account(ALICE, true, null);
  private static final Event.Identity NAMED = new Event.Identity(ALICE, new Handle("alice.test"));
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Database accounts;
  private Database log;

  @BeforeEach
  void open() {
    var dataDir = DataDir.create(folder);
    accounts = Database.open(dataDir.accountDb(), Schema.ACCOUNT, new Database.Size(2, 256));
    log = Database.open(dataDir.sequencerDb(), Schema.SEQUENCER, new Database.Size(2, 256));
  }

  @AfterEach
  void close() {
    accounts.close();
    log.close();
  }

  private Sequencer sequencer() {
    return new Sequencer(log, InstantSource.system(), Duration.ofDays(3));
  }

  private AccountOutbox outbox(Sequencer sequencer) {
    return new AccountOutbox(accounts, sequencer, new TidClock(InstantSource.system(), 1));
  }

  private static void announce(AccountOutbox outbox, Event... events) {
    outbox.write(
        (tx, announcements) -> {
          for (Event event : events) {
            announcements.add(event);
          }
          return null;
        });
  }

  private static List<Event> events(Sequencer sequencer) {
    return sequencer.after(0, 100).stream()
        .map(frame -> Frames.decode(frame.frame()).event())
        .toList();
  }

  private int rows() {
    return accounts.read(
        connection -> {
          try (var statement = connection.createStatement();
              var row = statement.executeQuery("SELECT count(*) FROM outbox")) {
            return row.getInt(1);
          }
        });
  }

  @Test
  void keepsTheOrderAndForgetsWhatTheLogHas() {
    try (var sequencer = sequencer()) {
      var outbox = outbox(sequencer);
      sequencer.start();
      announce(outbox, GONE);
      announce(outbox, BACK, NAMED);
      await().atMost(SOON).until(() -> sequencer.lastSeq() == 3 && rows() == 0);
      assertThat(events(sequencer)).containsExactly(GONE, BACK, NAMED);
    }
  }

  @Test
  void twoEventsOfOneKindAreTwo() {
    try (var sequencer = sequencer()) {
      sequencer.start();
      announce(outbox(sequencer), GONE, GONE);
      await().atMost(SOON).until(() -> sequencer.lastSeq() == 2);
    }
  }

  @Test
  void aChangeThatFailsAnnouncesNothing() {
    try (var sequencer = sequencer()) {
      var outbox = outbox(sequencer);
      sequencer.start();
      assertThatThrownBy(
              () ->
                  outbox.write(
                      (tx, announcements) -> {
                        announcements.add(GONE);
                        throw new IllegalStateException("refused after all");
                      }))
          .hasMessage("refused after all");
      announce(outbox, BACK);
      await().atMost(SOON).until(() -> sequencer.lastSeq() == 1 && rows() == 0);
      assertThat(events(sequencer)).containsExactly(BACK);
    }
  }

  @Test
  void whatACrashLeftIsDeliveredOnce() {
    announce(outbox(sequencer()), GONE, BACK); // a sequencer that never ran: the process died
    assertThat(rows()).isEqualTo(2);
    var next = sequencer();
    assertThat(outbox(next).recover()).isEqualTo(2);
    assertThat(rows()).isZero();
    assertThat(outbox(next).recover()).isZero();
    assertThat(events(next)).containsExactly(GONE, BACK);
  }

  @Test
  void aRowThatOutlivedItsDeliveryIsNotDeliveredAgain() {
    var first = sequencer();
    var outbox = outbox(first);
    announce(outbox, GONE);
    first.append(accounts.read(AccountOutboxTable::all).subList(0, 1));
    var again = sequencer();
    assertThat(events(again)).containsExactly(GONE);
    announce(outbox(again), BACK);
    assertThat(outbox(again).recover()).isEqualTo(1);
    assertThat(events(again)).containsExactly(GONE, BACK);
  }
}
