package dev.tempest.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.account.AccountDeletion;
import dev.tempest.account.AccountLifecycle;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.record.RepoExport;
import dev.tempest.record.RepoResigning;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.testing.Settled;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What subscribers hear of accounts that came out of a backup. */
@QuarkusTest
class ReannouncementTest {
  @Inject Reannouncement reannouncement;
  @Inject AccountDatabase accounts;
  @Inject AccountLifecycle lifecycle;
  @Inject AccountDeletion deletion;
  @Inject RepoExport repos;
  @Inject RepoResigning resigning;
  @Inject Sequencer sequencer;

  private Did restored() {
    var did = new Did(TestAccount.create().did());
    mark(did);
    return did;
  }

  private void mark(Did did) {
    accounts
        .database()
        .write(
            tx -> {
              try (var insert = tx.prepareStatement("INSERT INTO unannounced (did) VALUES (?)")) {
                insert.setString(1, did.value());
                return insert.executeUpdate();
              }
            });
  }

  private List<Event> after(long cursor, Did did, int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> of(did, cursor), events -> events.size() >= count);
  }

  private List<Event> of(Did did, long cursor) {
    var found = new ArrayList<Event>();
    var page = sequencer.after(cursor, 1000);
    while (!page.isEmpty()) {
      for (var frame : page) {
        var event = Frames.decode(frame.frame()).event();
        if (event.did().equals(did)) {
          found.add(event);
        }
      }
      page = sequencer.after(page.getLast().seq(), 1000);
    }
    return found;
  }

  @Test
  void anActiveAccountReturnsWithANewRevision() {
    var did = restored();
    Head before = repos.head(did).orElseThrow();
    var settled = after(0, did, 4);
    long cursor = sequencer.lastSeq();
    assertThat(reannouncement.run()).isEqualTo(1);
    Head now = repos.head(did).orElseThrow();
    assertThat(now.rev()).isGreaterThan(before.rev());
    assertThat(now.data()).isEqualTo(before.data());
    var events = after(cursor, did, 3);
    assertThat(settled).hasSize(4);
    assertThat(events).extracting(Event::type).containsExactly("#account", "#identity", "#sync");
    assertThat(events.getFirst()).isEqualTo(new Event.Account(did, true, null));
    assertThat(((Event.Sync) events.getLast()).rev()).isEqualTo(now.rev());
    assertThat(reannouncement.run()).as("each account once").isZero();
  }

  @Test
  void oneThatRestsTellsItsStatusAndIsReadyToReturn() {
    var did = restored();
    lifecycle.deactivate(did, null);
    after(0, did, 5);
    Head before = repos.head(did).orElseThrow();
    long cursor = sequencer.lastSeq();
    reannouncement.run();
    assertThat(after(cursor, did, 1)).containsExactly(new Event.Account(did, false, "deactivated"));
    assertThat(repos.head(did).orElseThrow().rev()).isGreaterThan(before.rev());
  }

  @Test
  void oneThatIsGoneTellsThat() {
    var did = restored();
    deletion.erase(did);
    long cursor = Settled.seq(sequencer);
    reannouncement.run();
    assertThat(after(cursor, did, 1)).containsExactly(new Event.Account(did, false, "deleted"));
  }

  @Test
  void goesOnWhereACrashEndedIt() {
    var did = restored();
    after(0, did, 4);
    resigning.renew(did); // and no further
    Head unheard = repos.head(did).orElseThrow();
    long cursor = sequencer.lastSeq();
    reannouncement.run();
    var events = after(cursor, did, 3);
    assertThat(events).hasSize(3);
    assertThat(((Event.Sync) events.getLast()).rev()).isGreaterThan(unheard.rev());
  }

  @Test
  void oneThatNeverWasIsForgotten() {
    mark(new Did("did:plc:nobodyoutofabackup"));
    assertThat(reannouncement.run()).isEqualTo(1);
    assertThat(reannouncement.run()).isZero();
  }
}
