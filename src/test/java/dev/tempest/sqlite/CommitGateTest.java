package dev.tempest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tempest.atproto.syntax.Did;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cut comes between commits, waits for none of them long, and keeps each file as it was. */
class CommitGateTest {
  private static final Did ALICE = new Did("did:plc:alice");
  private static final Did BOB = new Did("did:plc:bob");
  private static final Database.Size SIZE = new Database.Size(2, 256);

  /** Within the patience of a cut. */
  private static final Duration SOON = Duration.ofSeconds(50);

  @TempDir Path folder;
  @TempDir Path copies;
  private final Executor threads = action -> Thread.ofVirtual().start(action);
  private final CommitGate gate = new CommitGate();
  private DataDir dataDir;
  private AccountDatabase accounts;
  private RepoFiles repos;

  @BeforeEach
  void open() {
    dataDir = DataDir.create(folder);
    accounts = AccountDatabase.open(dataDir, SIZE, gate);
    repos = new RepoFiles(dataDir, 4, gate);
    repos.create(ALICE);
    add(ALICE, "com.example.before");
  }

  @AfterEach
  void close() {
    repos.close();
    accounts.database().close();
  }

  private void add(Did did, String nsid) {
    repos.write(
        did,
        transaction -> {
          try (var insert =
              transaction
                  .connection()
                  .prepareStatement("INSERT INTO collection (nsid) VALUES (?)")) {
            insert.setString(1, nsid);
            return insert.executeUpdate();
          }
        });
  }

  private Cut cut() {
    return gate.cut(List.of(dataDir.accountDb()), dataDir.repos());
  }

  /** What the copy of each repo file holds. */
  private int copied(Cut cut, Did did) {
    Path target = copies.resolve(DataDir.safeName(did) + ".sqlite");
    cut.copy(dataDir.repoDb(did), target);
    return FrozenDatabase.read(
        target,
        connection -> {
          try (var statement = connection.createStatement();
              var row = statement.executeQuery("SELECT count(*) FROM collection")) {
            return row.getInt(1);
          }
        });
  }

  @Test
  void aFileIsCopiedAsItWasWhateverIsWrittenSince() {
    try (var cut = cut()) {
      for (int i = 0; i < 20; i++) {
        add(ALICE, "com.example.after" + i);
      }
      repos.close(); // which would take the log away, if nobody had pinned it
      assertThat(cut.nextRepo()).isEqualTo(dataDir.repoDb(ALICE));
      assertThat(copied(cut, ALICE)).isEqualTo(1);
      assertThat(cut.nextRepo()).isNull();
    }
    assertThat(copies.toFile().list()).containsExactly("did_plc_alice.sqlite");
  }

  @Test
  void aDeletedFileIsStillCopiedAndItsSuccessorIsLeftAlone() {
    try (var cut = cut()) {
      repos.delete(ALICE);
      repos.create(ALICE);
      add(ALICE, "com.example.anew");
      assertThat(cut.nextRepo()).isEqualTo(dataDir.repoDb(ALICE));
      assertThat(copied(cut, ALICE)).isEqualTo(1);
      assertThat(cut.nextRepo()).isNull();
      assertThat(dataDir.repos().resolve("did_plc_alice.sqlite-wal")).exists();
    }
    add(ALICE, "com.example.another");
    assertThat(repos.<Integer>read(ALICE, CommitGateTest::count)).isEqualTo(2);
  }

  private static int count(java.sql.Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM collection")) {
      return row.getInt(1);
    }
  }

  @Test
  void aNewFileIsNotPartOfTheCut() {
    try (var cut = cut()) {
      repos.create(BOB);
      add(BOB, "com.example.after");
      repos.delete(BOB);
      repos.create(BOB);
      assertThat(cut.nextRepo()).isEqualTo(dataDir.repoDb(ALICE));
      assertThat(copied(cut, ALICE)).isEqualTo(1);
      assertThat(cut.nextRepo()).isNull();
    }
  }

  @Test
  void aChangeToAFileThatIsNotThereIsNoLossToTheCut() {
    try (var cut = cut()) {
      gate.pass(dataDir.repoDb(BOB), () -> {});
      repos.create(BOB);
      add(BOB, "com.example.after");
      assertThat(cut.nextRepo()).isEqualTo(dataDir.repoDb(ALICE));
      assertThat(copied(cut, ALICE)).isEqualTo(1);
      assertThat(cut.nextRepo()).isNull();
    }
  }

  @Test
  void aLongCommitDelaysTheCutAndNobodyElse() throws Exception {
    var committing = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var slow =
        CompletableFuture.runAsync(
            () ->
                gate.pass(
                    folder.resolve("slow"),
                    () -> {
                      committing.countDown();
                      awaitQuietly(mayEnd);
                    }),
            threads);
    committing.await();
    var made = CompletableFuture.supplyAsync(this::cut, threads);
    var others = new AtomicInteger();
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(SOON)
        .until(
            () -> {
              add(ALICE, "com.example.other" + others.incrementAndGet());
              return gate.longestWait().isPositive() && others.get() > 20;
            });
    assertThat(made).isNotDone();
    mayEnd.countDown();
    slow.join();
    made.join().close();
    assertThat(repos.<Integer>read(ALICE, CommitGateTest::count)).isEqualTo(others.get() + 1);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aBusyFileCallsTheAttemptOff() throws Exception {
    Path busy = folder.resolve("busy.sqlite");
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + busy)) {
      Database.run(other, "CREATE TABLE thing (id INTEGER)"); // no WAL: who writes is alone
      Database.run(other, "BEGIN EXCLUSIVE");
      var made =
          CompletableFuture.supplyAsync(
              () -> gate.cut(List.of(dataDir.accountDb(), busy), dataDir.repos()), threads);
      var others = new AtomicInteger();
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .atMost(SOON)
          .until(
              () -> {
                addAccount("did:plc:account" + others.incrementAndGet());
                return gate.longestWait().isPositive() && others.get() > 20;
              });
      assertThat(made).isNotDone();
      Database.run(other, "ROLLBACK");
      try (var cut = made.join()) {
        addAccount("did:plc:after");
        Path target = copies.resolve("account.sqlite");
        cut.copy(dataDir.accountDb(), target);
        assertThat(FrozenDatabase.<Integer>read(target, CommitGateTest::countAccounts))
            .isEqualTo(others.get());
      }
    }
  }

  private void addAccount(String did) {
    accounts
        .database()
        .write(
            tx -> {
              try (var insert =
                  tx.prepareStatement(
                      "INSERT INTO account (did, handle, status, incomplete, created_at)"
                          + " VALUES (?, NULL, 'active', 0, 0)")) {
                insert.setString(1, did);
                return insert.executeUpdate();
              }
            });
  }

  private static int countAccounts(java.sql.Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM account")) {
      return row.getInt(1);
    }
  }

  @Test
  void onlyOneCutIsOpen() {
    try (var cut = cut()) {
      assertThat(cut.pause().pinning()).isZero();
      assertThatThrownBy(this::cut).isInstanceOf(IllegalStateException.class);
    }
    cut().close();
  }

  @Test
  void aFileThatCannotBePinnedFailsTheCutAndNotItsWriter() throws Exception {
    repos.create(BOB);
    try (var cut = cut()) {
      Path rubbish = dataDir.repos().resolve("rubbish.sqlite");
      Files.writeString(rubbish, "this is not a database, but it is long enough to look like one");
      var changed = new AtomicInteger();
      gate.pass(rubbish, changed::incrementAndGet);
      assertThat(changed).hasValue(1);
      assertThatThrownBy(() -> copied(cut, ALICE))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("not a database");
      add(BOB, "com.example.after");
    }
    try (var cut = cut()) {
      assertThat(copied(cut, BOB)).isEqualTo(1);
    }
  }
}
