package dev.tempest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repo files open and close by themselves, and never under somebody's hands. */
class RepoFilesTest {
  private static final int MOST_OPEN = 4;

  @TempDir Path folder;
  private DataDir dataDir;
  private RepoFiles repos;

  @BeforeEach
  void open() {
    dataDir = DataDir.create(folder);
    repos = new RepoFiles(dataDir, MOST_OPEN);
  }

  private static Did did(int number) {
    return new Did("did:plc:account" + number);
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

  private int count(Did did) {
    return repos.read(
        did,
        connection -> {
          try (var statement = connection.createStatement();
              var row = statement.executeQuery("SELECT count(*) FROM collection")) {
            return row.getInt(1);
          }
        });
  }

  @Test
  void keepsFewFilesOpenHoweverManyAccountsWrite() throws Exception {
    int accounts = 12;
    for (int i = 0; i < accounts; i++) {
      repos.create(did(i));
    }
    int writers = 4;
    int writes = 60;
    var done = new ArrayList<Future<?>>();
    try (var threads = Executors.newFixedThreadPool(writers)) {
      for (int writer = 0; writer < writers; writer++) {
        int seed = writer;
        done.add(
            threads.submit(
                () -> {
                  var random = new SplittableRandom(seed);
                  for (int i = 0; i < writes; i++) {
                    add(did(random.nextInt(accounts)), "com.example.w" + seed + ".i" + i);
                  }
                }));
      }
    }
    for (Future<?> writer : done) {
      writer.get();
    }
    int total = 0;
    for (int i = 0; i < accounts; i++) {
      total += count(did(i));
    }
    assertThat(total).isEqualTo(writers * writes);
    assertThat(repos.leftOpen()).hasSizeLessThanOrEqualTo(MOST_OPEN);
    repos.close();
    assertThat(repos.leftOpen()).isEmpty();
  }

  @Test
  void aFileThatMayNotCloseStaysMarkedForBoot() {
    var mayClose = new AtomicBoolean();
    repos.closingRule((did, database) -> mayClose.get());
    repos.create(did(1));
    add(did(1), "com.example.pending");
    repos.close();
    assertThat(repos.leftOpen()).containsExactly(dataDir.repoDb(did(1)));
    mayClose.set(true);
    repos.close();
    assertThat(repos.leftOpen()).isEmpty();
  }

  @Test
  void creatingTwiceKeepsWhatIsThere() {
    repos.create(did(1));
    add(did(1), "com.example.kept");
    repos.create(did(1));
    assertThat(count(did(1))).isEqualTo(1);
    repos.close();
  }

  @Test
  void deletingLeavesNothing() throws Exception {
    repos.create(did(1));
    add(did(1), "com.example.gone");
    repos.delete(did(1));
    assertThat(repos.exists(did(1))).isFalse();
    try (var files = Files.list(dataDir.repos())) {
      assertThat(files.toList()).isEmpty();
    }
    repos.close();
  }

  @Test
  void whoComesTooLateIsToldThatTheRepoIsGone() {
    repos.create(did(1));
    repos.delete(did(1));
    assertThatThrownBy(() -> count(did(1)))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class, gone -> assertThat(gone.error()).isEqualTo("RepoNotFound"));
    assertThatThrownBy(() -> repos.exclusively(did(1), () -> true))
        .isInstanceOf(Refusal.Invalid.class);
    repos.create(did(1));
    assertThat(count(did(1))).isZero();
    repos.close();
  }

  @Test
  void whoIsAtItWhenTheRepoGoesIsToldSo() {
    repos.create(did(1));
    assertThatThrownBy(
            () ->
                repos.exclusively(
                    did(1),
                    () -> {
                      repos.delete(did(1));
                      return count(did(1));
                    }))
        .isInstanceOf(Refusal.Invalid.class);
    repos.close();
  }

  @Test
  void aFileThatNobodyErasedIsAFault() throws Exception {
    repos.create(did(1));
    Files.delete(dataDir.repoDb(did(1)));
    assertThatThrownBy(() -> count(did(1))).isInstanceOf(StorageException.class);
    repos.close();
  }

  @Test
  void anExportSeesOneStateWhileOthersWrite() {
    repos.create(did(1));
    add(did(1), "com.example.before");
    List<Integer> seen =
        repos.export(
            did(1),
            connection -> {
              var counts = new ArrayList<Integer>();
              for (int i = 0; i < 3; i++) {
                try (var statement = connection.createStatement();
                    var row = statement.executeQuery("SELECT count(*) FROM collection")) {
                  counts.add(row.getInt(1));
                }
                add(did(1), "com.example.during" + i);
              }
              return counts;
            });
    assertThat(seen).containsExactly(1, 1, 1);
    assertThat(count(did(1))).isEqualTo(4);
    repos.close();
  }

  @Test
  void aSecondClaimOnTheVolumeNamesTheHolder() {
    try (var held = VolumeLock.acquire(dataDir)) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> VolumeLock.acquire(dataDir))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("TEMPEST_DATA_DIR")
          .hasMessageContaining("pid " + ProcessHandle.current().pid());
    }
    VolumeLock.acquire(dataDir).close();
  }

  @Test
  void aFileOfANewerReleaseIsRefused() {
    repos.create(did(1));
    repos.write(
        did(1),
        transaction -> {
          try (var statement = transaction.connection().createStatement()) {
            return statement.executeUpdate("PRAGMA user_version = 99");
          }
        });
    repos.close();
    assertThatThrownBy(() -> count(did(1)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("newer release");
  }
}
