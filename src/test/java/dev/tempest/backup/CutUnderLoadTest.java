package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.sequencer.Outbox;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.Cut;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts made while many write: each copy is a state that all files had at one instant.
 *
 * <p>Every commit adds the row of its rev. Its writer notes the commit's number in the account's
 * row before (intended) and after (answered): whatever the cut meets, answered ≤ committed ≤
 * intended.
 */
class CutUnderLoadTest {
  private static final int ACCOUNTS = 24;
  private static final int WRITERS = 12;
  private static final int CUTS = 4;

  /** Each of the writes that are waited for costs three fsyncs, with all others in one queue. */
  private static final Duration SOON = Duration.ofMinutes(2);

  private static final Database.Size SIZE = new Database.Size(2, 256);

  @TempDir Path folder;
  @TempDir Path copies;

  private final AtomicBoolean stop = new AtomicBoolean();
  private final List<AtomicLong> begun = counters();
  private final List<AtomicLong> answered = counters();

  private static List<AtomicLong> counters() {
    return IntStream.range(0, ACCOUNTS).mapToObj(_ -> new AtomicLong()).toList();
  }

  @Test
  void everyCopyIsOfOneInstant() throws Exception {
    try (var volume = new BackupFixture(folder);
        var threads = Executors.newFixedThreadPool(WRITERS + 1)) {
      for (int i = 0; i < ACCOUNTS; i++) {
        volume.createAccount(BackupFixture.did(i));
      }
      var running = new ArrayList<Future<?>>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int seed = writer;
        running.add(threads.submit(() -> write(volume, seed)));
      }
      running.add(threads.submit(() -> comeAndGo(volume)));
      try {
        for (int i = 0; i < CUTS; i++) {
          cutAndCheck(volume, DataDir.create(copies.resolve("cut" + i)));
        }
      } finally {
        stop.set(true);
      }
      for (Future<?> writer : running) {
        writer.get();
      }
      for (int i = 0; i < ACCOUNTS; i++) {
        assertThat(volume.repos.<Set<String>>read(BackupFixture.did(i), CutUnderLoadTest::revs))
            .hasSize((int) answered.get(i).get());
      }
    }
  }

  /** Writes to two accounts of its own, where nobody else counts. */
  private void write(BackupFixture volume, int writer) {
    var random = new SplittableRandom(writer);
    while (!stop.get()) {
      int account = writer + WRITERS * random.nextInt(ACCOUNTS / WRITERS);
      Did did = BackupFixture.did(account);
      long number = begun.get(account).incrementAndGet();
      note(volume, did, "created_at", number);
      commit(volume, did, Tid.of(number, 0));
      answered.get(account).set(number);
      note(volume, did, "blob_quota", number);
    }
  }

  private static void note(BackupFixture volume, Did did, String column, long number) {
    volume
        .accounts
        .database()
        .write(
            tx -> {
              try (var update =
                  tx.prepareStatement("UPDATE account SET " + column + " = ? WHERE did = ?")) {
                update.setLong(1, number);
                update.setString(2, did.value());
                return update.executeUpdate();
              }
            });
  }

  private static void commit(BackupFixture volume, Did did, Tid rev) {
    volume.commit(
        did,
        rev,
        connection -> {
          try (var insert =
              connection.prepareStatement("INSERT INTO collection (nsid) VALUES (?)")) {
            insert.setString(1, rev.value());
            return insert.executeUpdate();
          }
        });
  }

  /** An account that is made, written to and deleted, over and over under the same DID. */
  private void comeAndGo(BackupFixture volume) {
    Did did = BackupFixture.did(ACCOUNTS);
    for (long generation = 1; !stop.get(); generation++) {
      volume.createAccount(did);
      commit(volume, did, Tid.of(generation * 1_000_000, 0));
      deleteRow(volume, did);
      volume.repos.delete(did);
      volume.outbox.forget(did);
    }
  }

  private static void deleteRow(BackupFixture volume, Did did) {
    volume
        .accounts
        .database()
        .write(
            tx -> {
              try (var delete = tx.prepareStatement("DELETE FROM account WHERE did = ?")) {
                delete.setString(1, did.value());
                return delete.executeUpdate();
              }
            });
  }

  private void cutAndCheck(BackupFixture volume, DataDir copy) throws Exception {
    var answeredBefore = answered.stream().map(AtomicLong::get).toList();
    List<Long> begunAfter;
    try (var cut =
        volume.gate.cut(
            List.of(volume.dataDir.accountDb(), volume.dataDir.sequencerDb()),
            volume.dataDir.repos())) {
      begunAfter = begun.stream().map(AtomicLong::get).toList();
      copyAll(cut, volume, copy);
      assertThat(cut.pause().pinning()).isPositive();
    }
    try (var files = Files.list(copy.repos())) {
      assertThat(files).noneMatch(file -> file.toString().endsWith("-wal"));
    }
    assertOneInstant(copy, answeredBefore, begunAfter);
  }

  /** Copies some files as they are, and the others when most have been written to since. */
  private void copyAll(Cut cut, BackupFixture volume, DataDir copy) {
    long writes = allAnswered();
    for (int i = 0; i < ACCOUNTS / 4; i++) {
      Path repo = Objects.requireNonNull(cut.nextRepo());
      cut.copy(repo, copy.repos().resolve(repo.getFileName()));
    }
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(SOON)
        .until(() -> allAnswered() > writes + 3 * ACCOUNTS);
    cut.copy(volume.dataDir.accountDb(), copy.accountDb());
    cut.copy(volume.dataDir.sequencerDb(), copy.sequencerDb());
    for (Path repo = cut.nextRepo(); repo != null; repo = cut.nextRepo()) {
      cut.copy(repo, copy.repos().resolve(repo.getFileName()));
    }
  }

  private long allAnswered() {
    return answered.stream().mapToLong(AtomicLong::get).sum();
  }

  private void assertOneInstant(DataDir copy, List<Long> answeredBefore, List<Long> begunAfter)
      throws Exception {
    try (var log = Database.open(copy.sequencerDb(), Schema.SEQUENCER, SIZE);
        var accounts = Database.open(copy.accountDb(), Schema.ACCOUNT, SIZE)) {
      log.read(CutUnderLoadTest::requireIntegrity);
      accounts.read(CutUnderLoadTest::requireIntegrity);
      var events = eventsAfterRecovery(log, copy);
      for (int i = 0; i < ACCOUNTS; i++) {
        Did did = BackupFixture.did(i);
        try (var repo = Database.open(copy.repoDb(did), Schema.REPO, SIZE)) {
          repo.read(CutUnderLoadTest::requireIntegrity);
          Set<String> commits = repo.read(CutUnderLoadTest::revs);
          assertThat(events.getOrDefault(did, Set.of())).isEqualTo(commits);
          long committed = commits.size();
          assertThat(committed).isBetween(answeredBefore.get(i), begunAfter.get(i));
          assertThat(committed)
              .isBetween(noted(accounts, did, "blob_quota"), noted(accounts, did, "created_at"));
        }
      }
      Did passing = BackupFixture.did(ACCOUNTS);
      if (noted(accounts, passing, "1") == 1) {
        assertThat(copy.repoDb(passing)).exists();
      }
      if (Files.exists(copy.repoDb(passing))) {
        try (var repo = Database.open(copy.repoDb(passing), Schema.REPO, SIZE)) {
          repo.read(CutUnderLoadTest::requireIntegrity);
          assertThat(repo.<Set<String>>read(CutUnderLoadTest::revs)).hasSizeLessThanOrEqualTo(1);
        }
      }
    }
  }

  /** The revs that each account's events tell of, once boot has delivered the outboxes. */
  private static Map<Did, Set<String>> eventsAfterRecovery(Database log, DataDir copy)
      throws Exception {
    var told = new HashMap<Did, Set<String>>();
    List<Path> repos;
    try (var files = Files.list(copy.repos())) {
      repos = files.toList();
    }
    try (var sequencer = new Sequencer(log, InstantSource.system(), Duration.ofDays(3))) {
      var outbox = new Outbox(sequencer);
      repos.forEach(outbox::recover);
      long cursor = 0;
      for (var page = sequencer.after(0, 500);
          !page.isEmpty();
          page = sequencer.after(cursor, 500)) {
        for (var frame : page) {
          var event = (Event.Sync) Frames.decode(frame.frame()).event();
          assertThat(
                  told.computeIfAbsent(event.did(), _ -> new TreeSet<>()).add(event.rev().value()))
              .isTrue();
          cursor = frame.seq();
        }
      }
    }
    return told;
  }

  private static Set<String> revs(Connection connection) throws SQLException {
    var found = new TreeSet<String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT nsid FROM collection")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  private static boolean requireIntegrity(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA integrity_check")) {
      assertThat(row.getString(1)).isEqualTo("ok");
      return true;
    }
  }

  /** Zero without an account. */
  private static long noted(Database accounts, Did did, String column) {
    return accounts.read(
        connection -> {
          try (var select =
              connection.prepareStatement("SELECT " + column + " FROM account WHERE did = ?")) {
            select.setString(1, did.value());
            try (var row = select.executeQuery()) {
              return row.next() ? row.getLong(1) : 0L;
            }
          }
        });
  }
}
