package dev.tempest.stats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.audit.Audit;
import dev.tempest.record.RepoCounts;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.CommitGate;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.Schema;
import dev.tempest.sqlite.SequencerDatabase;
import dev.tempest.sqlite.StorageException;
import dev.tempest.takedown.Takedowns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of each repository follow it, whatever happens in between. */
class RepoCountingTest {
  private static final Database.Size SIZE = new Database.Size(2, 256);
  private static final Duration RETENTION = Duration.ofDays(3);

  /** A Wednesday. */
  private static final Instant START = Instant.parse("2026-11-04T12:00:00Z");

  private static final Did ALICE = new Did("did:plc:alice");
  private static final Did BOB = new Did("did:plc:bob");

  @TempDir Path folder;
  private DataDir dataDir;
  private AccountDatabase accounts;
  private SequencerDatabase log;
  private RepoCounts repos;
  private Takedowns takedowns;
  private Instant now = START;
  private final InstantSource clock = () -> now;
  private long seq;

  @BeforeEach
  void open() {
    dataDir = DataDir.create(folder);
    accounts = AccountDatabase.open(dataDir, SIZE, new CommitGate());
    log = SequencerDatabase.open(dataDir, SIZE, new CommitGate());
    takedowns = new Takedowns(accounts, new Audit(accounts, clock), clock);
    repos = new RepoCounts(dataDir, takedowns);
    create(ALICE, "alice.test");
    create(BOB, "bob.test");
  }

  @AfterEach
  void close() {
    accounts.database().close();
    log.database().close();
  }

  private static void run(Database database, String sql, Object... values) {
    database.write(
        tx -> {
          try (var statement = tx.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
              statement.setObject(i + 1, values[i]);
            }
            return statement.execute();
          }
        });
  }

  private void create(Did did, String handle) {
    run(
        accounts.database(),
        "INSERT INTO account (did, handle, status, incomplete, created_at) VALUES (?, ?, 'active', 0, 1)",
        did.value(),
        handle);
    change(did, database -> {});
  }

  private void change(Did did, Consumer<Database> work) {
    try (var repo = Database.open(dataDir.repoDb(did), Schema.REPO, SIZE)) {
      work.accept(repo);
    }
  }

  private static Tid rev(Instant time) {
    return Tid.of(time.toEpochMilli() * 1000, 7);
  }

  private static byte[] cid(String of) {
    return Cid.of(Cid.Codec.DAG_CBOR, of.getBytes(UTF_8)).toBytes();
  }

  /** The head moves, and the log tells of it if {@code told}. */
  private void commit(Did did, boolean told, Consumer<Database> work) {
    now = now.plusMillis(1);
    String rev = rev(now).value();
    change(
        did,
        repo -> {
          work.accept(repo);
          run(
              repo,
              "INSERT OR REPLACE INTO repo (id, did, commit_cid, commit_block, rev, data_cid)"
                  + " VALUES (1, ?, ?, x'00', ?, ?)",
              did.value(),
              cid("commit"),
              rev,
              cid("data"));
        });
    if (told) {
      tell(did, rev);
    }
  }

  private void tell(Did did, String rev) {
    seq++;
    run(
        log.database(),
        "INSERT INTO repo_seq (seq, did, rev, type, created_at, packed, frame)"
            + " VALUES (?, ?, ?, '#commit', ?, 0, x'00')",
        seq,
        did.value(),
        rev,
        now.toEpochMilli());
  }

  private void tellMuch() {
    run(
        log.database(),
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
        INSERT INTO repo_seq (did, rev, type, created_at, packed, frame)
        SELECT 'did:plc:bob', i, '#account', 0, 0, x'00' FROM n
        """);
  }

  private void write(Did did, String collection, String rkey, boolean told) {
    commit(
        did,
        told,
        repo -> {
          run(repo, "INSERT OR IGNORE INTO collection (nsid) VALUES (?)", collection);
          run(
              repo,
              "INSERT OR REPLACE INTO record (collection, rkey, cid, rev, content)"
                  + " VALUES ((SELECT id FROM collection WHERE nsid = ?), ?, ?, ?, x'A0')",
              collection,
              rkey,
              cid(rkey),
              rev(now).value());
        });
  }

  private void delete(Did did, String rkey, boolean told) {
    commit(did, told, repo -> run(repo, "DELETE FROM record WHERE rkey = ?", rkey));
  }

  private RepoCounting counting() {
    return new RepoCounting(accounts.database(), log.database(), repos, clock, RETENTION);
  }

  private int count() {
    var counting = counting();
    counting.readLog(() -> false);
    return counting.count(RepoCounting.Progress.BEGIN, () -> false).failures();
  }

  private Figures.Drawn drawn() {
    return new Figures(accounts, repos, takedowns, clock).draw();
  }

  private long commits() {
    return drawn().metrics().commitCount();
  }

  private Map<String, Long> weeks() {
    var weeks = new HashMap<String, Long>();
    drawn().weeks().forEach(week -> weeks.put(week.weekStart(), week.commitCount()));
    return weeks;
  }

  @Test
  void aVolumeOfBeforeIsCountedFromItsRecords() {
    write(ALICE, "com.example.a", "one", false);
    write(ALICE, "com.example.b", "two", false);
    now = now.plus(Duration.ofDays(7));
    write(ALICE, "com.example.b", "three", false);
    write(BOB, "com.example.b", "one", false);
    count();
    var drawn = drawn();
    assertThat(drawn.metrics())
        .isEqualTo(new PublicStats.Metrics(2, 2, 4, 2, 4, Figures.shown(now)));
    assertThat(drawn.collections())
        .containsExactly(
            new PublicStats.Collection("com.example.b", 3),
            new PublicStats.Collection("com.example.a", 1));
    assertThat(weeks())
        .containsOnly(
            Map.entry("2026-10-19", 0L),
            Map.entry("2026-10-26", 0L),
            Map.entry("2026-11-02", 2L),
            Map.entry("2026-11-09", 2L));
  }

  @Test
  void commitsOfDeletionsCountByTheirEvents() {
    count();
    write(ALICE, "com.example.a", "one", true);
    delete(ALICE, "one", true);
    count();
    assertThat(commits()).isEqualTo(2);
    assertThat(drawn().metrics().recordCount()).isZero();
    assertThat(drawn().metrics().collectionCount()).isZero();
    assertThat(drawn().metrics().lastIndexedAt()).isNull();
    assertThat(drawn().latest()).isNull();
  }

  @Test
  void aCommitIsCountedOnceHoweverOftenTheCountingDies() {
    write(ALICE, "com.example.a", "one", true);
    counting().readLog(() -> false); // and then the process dies
    write(ALICE, "com.example.a", "two", true);
    counting().readLog(() -> false);
    count();
    assertThat(commits()).isEqualTo(2);
    run(accounts.database(), "UPDATE count_cursor SET seq = 0"); // it died before the cursor moved
    run(accounts.database(), "UPDATE repo_count SET due = 2");
    count();
    assertThat(commits()).isEqualTo(2);
  }

  @Test
  void aCommitWhoseEventIsStillOnItsWayIsCountedOnce() {
    write(ALICE, "com.example.a", "one", false);
    count();
    assertThat(commits()).isEqualTo(1);
    tell(ALICE, rev(now).value());
    count();
    assertThat(commits()).isEqualTo(1);
  }

  @Test
  void whatTheLogHasDroppedIsFoundInTheRecords() {
    count();
    write(ALICE, "com.example.a", "one", true);
    write(ALICE, "com.example.a", "two", true);
    now = now.plus(RETENTION).plusSeconds(10);
    run(log.database(), "DELETE FROM repo_seq");
    write(BOB, "com.example.a", "one", true);
    count();
    assertThat(commits()).isEqualTo(3);
    assertThat(drawn().metrics().recordCount()).isEqualTo(3);
  }

  @Test
  void onlyWhatHasChangedIsLookedAt() throws IOException {
    write(ALICE, "com.example.a", "one", true);
    count();
    Files.write(dataDir.repoDb(ALICE), new byte[] {1, 2, 3}); // whoever looks will notice
    write(BOB, "com.example.a", "one", true);
    assertThat(count()).isZero();
    assertThat(drawn().metrics().recordCount()).isEqualTo(2);
  }

  @Test
  void aRepositoryThatCannotBeReadIsToldOfAndTriedAgain() throws IOException {
    write(ALICE, "com.example.a", "one", true);
    write(BOB, "com.example.a", "one", true);
    byte[] whole = Files.readAllBytes(dataDir.repoDb(ALICE));
    Files.write(dataDir.repoDb(ALICE), "no database at all".repeat(50).getBytes(UTF_8));
    assertThat(count()).isEqualTo(1);
    assertThat(drawn().metrics().recordCount()).isEqualTo(1);
    Files.write(dataDir.repoDb(ALICE), whole);
    assertThat(count()).isZero();
    assertThat(drawn().metrics().recordCount()).isEqualTo(2);
  }

  @Test
  void anInactiveAccountIsInNoFigure() {
    write(ALICE, "com.example.a", "one", true);
    write(BOB, "com.example.b", "one", true);
    count();
    run(accounts.database(), "UPDATE account SET status = 'takendown' WHERE did = ?", BOB.value());
    var drawn = drawn();
    assertThat(drawn.metrics())
        .extracting("hostedAccountCount", "totalAccountCount")
        .containsExactly(1L, 2L);
    assertThat(drawn.metrics())
        .extracting("recordCount", "commitCount", "collectionCount")
        .containsExactly(1L, 1L, 1L);
    assertThat(drawn.users()).extracting(PublicStats.User::did).containsExactly(ALICE);
    assertThat(drawn.latest()).extracting(PublicStats.Latest::did).isEqualTo(ALICE);
  }

  @Test
  void nothingIsLeftOfAnAccountThatWentWhileItWasCounted() {
    write(ALICE, "com.example.a", "one", true);
    var counting = counting();
    counting.readLog(() -> false);
    run(accounts.database(), "DELETE FROM account WHERE did = ?", ALICE.value());
    run(
        accounts.database(),
        "INSERT INTO account (did, status, incomplete, created_at) VALUES (?, 'deleted', 0, 1)",
        ALICE.value());
    count();
    for (String table : new String[] {"repo_count", "collection_count", "week_count"}) {
      assertThat(rows(table, ALICE)).as(table).isZero();
    }
  }

  @Test
  void aPassGoesOnWhereItStopped() {
    run(
        accounts.database(),
        """
        WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 219)
        INSERT INTO account (did, handle, status, incomplete, created_at)
        SELECT 'did:plc:person' || i, 'person' || i || '.test', 'active', 0, 1 FROM n
        """);
    write(new Did("did:plc:person219"), "com.example.a", "one", false);
    var counting = counting();
    counting.readLog(() -> false);
    var progress = counting.count(RepoCounting.Progress.BEGIN, () -> true);
    assertThat(progress.last()).isNotNull();
    assertThat(drawn().metrics().recordCount()).isZero();
    while (progress.last() != null) {
      progress = counting.count(progress, () -> true);
    }
    assertThat(drawn().metrics().recordCount()).isEqualTo(1);
  }

  private void writeCollections(Did did, int count) {
    commit(
        did,
        true,
        repo -> {
          run(
              repo,
              """
              WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
              INSERT INTO collection (nsid) SELECT 'com.example.c' || i FROM n
              """,
              count);
          run(
              repo,
              "INSERT INTO record (collection, rkey, cid, rev, content)"
                  + " SELECT id, 'one', ?, ?, x'A0' FROM collection",
              cid("one"),
              rev(now).value());
        });
  }

  private long collectionRows(Did did) {
    return rows("collection_count", did);
  }

  private long rows(String table, Did did) {
    return accounts
        .database()
        .read(
            connection -> {
              try (var select =
                  connection.prepareStatement("SELECT count(*) FROM " + table + " WHERE did = ?")) {
                select.setString(1, did.value());
                return select.executeQuery().getLong(1);
              }
            });
  }

  @Test
  void weeksThatNoFigureCanShowAnyMoreAreForgotten() {
    for (int week = 0; week < 6; week++) {
      now = now.plus(Duration.ofDays(7));
      write(ALICE, "com.example.a", "week" + week, true);
      if (week < 2) {
        write(BOB, "com.example.a", "week" + week, true);
      }
      count();
    }
    assertThat(rows("week_count", ALICE)).isEqualTo(4);
    assertThat(weeks()).hasSize(4).allSatisfy((_, commits) -> assertThat(commits).isEqualTo(1));
    assertThat(commits()).isEqualTo(8);
    run(
        accounts.database(),
        "UPDATE account SET status = 'takendown' WHERE did = ?",
        ALICE.value());
    assertThat(weeks().values())
        .as("of who wrote long ago")
        .containsExactlyInAnyOrder(0L, 0L, 1L, 1L);
  }

  private void refuse(String change) {
    run(
        accounts.database(),
        "CREATE TRIGGER refused BEFORE " + change + " BEGIN SELECT raise(ABORT, 'refused'); END");
  }

  @Test
  void onlyTheLargestCollectionsOfARepositoryAreKeptButAllItsRecordsCount() {
    writeCollections(ALICE, 1_100);
    write(ALICE, "com.example.c1100", "two", true);
    count();
    var drawn = drawn();
    assertThat(collectionRows(ALICE)).isEqualTo(1_000);
    assertThat(drawn.metrics())
        .extracting("recordCount", "collectionCount")
        .containsExactly(1_101L, 1_000L);
    assertThat(drawn.collections())
        .hasSize(10)
        .startsWith(new PublicStats.Collection("com.example.c1100", 2));
  }

  @Test
  void onlyCollectionsThatDifferAreWritten() {
    write(ALICE, "com.example.same", "one", true);
    write(ALICE, "com.example.more", "two", true);
    write(ALICE, "com.example.gone", "three", true);
    count();
    write(ALICE, "com.example.more", "four", true);
    delete(ALICE, "three", true);
    refuse("INSERT ON collection_count WHEN new.collection = 'com.example.same'");
    run(
        accounts.database(),
        "CREATE TRIGGER kept BEFORE DELETE ON collection_count"
            + " WHEN old.collection <> 'com.example.gone'"
            + " BEGIN SELECT raise(ABORT, 'kept'); END");
    count();
    assertThat(drawn().collections())
        .containsExactly(
            new PublicStats.Collection("com.example.more", 2),
            new PublicStats.Collection("com.example.same", 1));
  }

  @Test
  void aTransactionIsShortHoweverMuchHasChanged() {
    var carol = new Did("did:plc:carol");
    create(carol, "carol.test");
    for (Did did : new Did[] {ALICE, BOB, carol}) {
      writeCollections(did, 900);
    }
    refuse("INSERT ON collection_count WHEN new.did = 'did:plc:carol'");
    assertThatThrownBy(this::count).isInstanceOf(StorageException.class);
    assertThat(collectionRows(ALICE)).isEqualTo(900);
    assertThat(collectionRows(BOB)).isEqualTo(900);
  }

  @Test
  void aStopIsHeardAfterEachRepositoryAndEachPartOfTheLog() {
    write(ALICE, "com.example.a", "one", true);
    write(BOB, "com.example.a", "one", true);
    var counting = counting();
    counting.readLog(() -> false);
    var progress = counting.count(RepoCounting.Progress.BEGIN, () -> true);
    assertThat(progress.last()).isEqualTo(ALICE);
    assertThat(drawn().metrics().recordCount()).isEqualTo(1);
    count();
    tellMuch();
    long before = accounts.database().read(CountTable::cursor).seq();
    var answers = List.of(false, true).iterator();
    counting.readLog(answers::next);
    long after = accounts.database().read(CountTable::cursor).seq();
    assertThat(after).isBetween(before + 1, before + 4_999);
  }

  @Test
  void aPartOfTheLogThatAStopLeftIsNotTakenForRead() {
    count();
    Instant read = now;
    write(ALICE, "com.example.a", "one", true);
    now = now.plus(RETENTION).minusSeconds(1);
    var answers = List.of(false, true).iterator();
    tellMuch();
    counting().readLog(answers::next);
    assertThat(accounts.database().read(CountTable::cursor).readAt())
        .isEqualTo(read.truncatedTo(ChronoUnit.SECONDS));
  }
}
