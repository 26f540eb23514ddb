package dev.tempest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes that wait for one another share a transaction, and nothing else. */
class GroupCommitTest {
  @TempDir Path folder;
  private Database database;
  private GroupCommit writes;

  @BeforeEach
  void open() {
    database = Database.open(folder.resolve("repo.sqlite"), Schema.REPO, new Database.Size(3, 256));
    writes = new GroupCommit(database, StorageWatch.NONE);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static void insert(Connection tx, String nsid) throws SQLException {
    try (var insert = tx.prepareStatement("INSERT INTO collection (nsid) VALUES (?)")) {
      insert.setString(1, nsid);
      insert.executeUpdate();
    }
  }

  private List<String> stored() {
    return database.read(
        connection -> {
          var found = new ArrayList<String>();
          try (var statement = connection.createStatement();
              var rows = statement.executeQuery("SELECT nsid FROM collection ORDER BY id")) {
            while (rows.next()) {
              found.add(rows.getString(1));
            }
          }
          return found;
        });
  }

  /** Holds the lock until {@code works} wait behind it, so that they become one group. */
  private List<Future<String>> together(List<RepoWork<String>> works) throws Exception {
    var holding = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var futures = new ArrayList<Future<String>>();
    try (var threads = Executors.newCachedThreadPool()) {
      threads.submit(
          () ->
              writes.exclusively(
                  () -> {
                    holding.countDown();
                    await(release);
                    return null;
                  }));
      await(holding);
      for (int i = 0; i < works.size(); i++) {
        RepoWork<String> work = works.get(i);
        futures.add(threads.submit((Callable<String>) () -> writes.write(work)));
        int queued = i + 1;
        org.awaitility.Awaitility.await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .atMost(Duration.ofSeconds(50))
            .until(() -> writes.waiting() == queued);
      }
      release.countDown();
    }
    return futures;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RepoWork<String> inserting(String nsid, List<Connection> seen) {
    return transaction -> {
      seen.add(transaction.connection());
      insert(transaction.connection(), nsid);
      return nsid;
    };
  }

  @Test
  void aRefusedWriteIsUndoneAlone() throws Exception {
    var seen = new ArrayList<Connection>();
    RepoWork<String> refused =
        transaction -> {
          insert(transaction.connection(), "com.example.refused");
          throw new IllegalArgumentException("refused");
        };
    var outcomes =
        together(
            List.of(
                inserting("com.example.one", seen), refused, inserting("com.example.two", seen)));
    assertThat(outcomes.get(0).get()).isEqualTo("com.example.one");
    assertThatThrownBy(() -> outcomes.get(1).get()).hasRootCauseMessage("refused");
    assertThat(outcomes.get(2).get()).isEqualTo("com.example.two");
    assertThat(stored()).containsExactly("com.example.one", "com.example.two");
  }

  @Test
  void aFailingTransactionFailsAllOfItsWrites() throws Exception {
    RepoWork<String> broken =
        transaction -> {
          throw new SQLException("disk full");
        };
    var told = new ArrayList<String>();
    RepoWork<String> innocent =
        transaction -> {
          insert(transaction.connection(), "com.example.innocent");
          transaction.afterCommit(() -> told.add("committed"));
          return "done";
        };
    var outcomes = together(List.of(innocent, broken));
    assertThatThrownBy(() -> outcomes.get(0).get()).hasCauseInstanceOf(StorageException.class);
    assertThatThrownBy(() -> outcomes.get(1).get()).hasCauseInstanceOf(StorageException.class);
    assertThat(stored()).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void consequencesFollowInTheOrderOfTheCommits() throws Exception {
    var order = new ArrayList<Integer>();
    var works = new ArrayList<RepoWork<String>>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      works.add(
          transaction -> {
            transaction.afterCommit(() -> order.add(number));
            return "";
          });
    }
    together(works);
    assertThat(order).isSorted().hasSize(20);
  }

  @Test
  void whatFailsAfterTheCommitDoesNotUnsayIt() {
    String answer =
        writes.write(
            transaction -> {
              insert(transaction.connection(), "com.example.kept");
              transaction.afterCommit(
                  () -> {
                    throw new IllegalStateException("the consequence failed");
                  });
              return "kept";
            });
    assertThat(answer).isEqualTo("kept");
    assertThat(stored()).containsExactly("com.example.kept");
  }

  @Test
  void preparationThatRefusesKeepsTheWriteOut() {
    RepoWork<String> work =
        new RepoWork<>() {
          @Override
          public void prepare() {
            throw new IllegalArgumentException("no such blob");
          }

          @Override
          public String apply(RepoTransaction transaction) throws SQLException {
            insert(transaction.connection(), "com.example.never");
            return "";
          }
        };
    assertThatThrownBy(() -> writes.write(work)).hasMessage("no such blob");
    assertThat(stored()).isEmpty();
  }
}
