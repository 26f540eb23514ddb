package dev.tempest.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.testing.ChildServer;
import dev.tempest.testing.ChildServer.Account;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server under concurrent writes is killed at random moments. Whatever it answered must be there
 * afterwards, every repository must verify, and the events must equal the commits.
 */
class CrashIT {
  private static final int KILLS = Integer.getInteger("crash.kills", 10);
  private static final int ACCOUNTS = 3;
  private static final int WRITERS_PER_ACCOUNT = 3;
  private static final String COLLECTION = "com.example.crash";

  /** A write that was answered. */
  private record Written(Account account, String rkey, String cid) {}

  private final ConcurrentLinkedQueue<Written> answered = new ConcurrentLinkedQueue<>();

  @Test
  void nothingAnsweredIsLost(@TempDir Path dataDir) {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    try (var server = new ChildServer(dataDir)) {
      server.start();
      List<Account> accounts = createAccounts(server);
      for (int kill = 0; kill < KILLS; kill++) {
        List<Thread> writers = startWriters(server, accounts, kill);
        awaitAnswer();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(400)));
        server.kill();
        writers.forEach(CrashIT::join);
        server.start();
        assertAnsweredIsThere(server);
      }
      assertThat(server.stop()).as("exit code after SIGTERM").isIn(0, 143);
    }
    var volume = new CrashedVolume(dataDir);
    volume.assertEventsEqualCommits(seed);
    System.out.printf(
        "crash test: seed %d, %d kills, %d answered writes, %d events%n",
        seed, KILLS, total, volume.events());
  }

  private int total;

  private static List<Account> createAccounts(ChildServer server) {
    var accounts = new ArrayList<Account>();
    for (int i = 0; i < ACCOUNTS; i++) {
      accounts.add(server.createAccount("crash" + i));
    }
    return accounts;
  }

  private List<Thread> startWriters(ChildServer server, List<Account> accounts, int round) {
    var threads = new ArrayList<Thread>();
    for (Account account : accounts) {
      for (int writer = 0; writer < WRITERS_PER_ACCOUNT; writer++) {
        String name = "round %d writer %d".formatted(round, writer);
        threads.add(Thread.ofPlatform().name(name).start(() -> write(server, account, name)));
      }
    }
    return threads;
  }

  /** Writes until the server is gone. */
  private void write(ChildServer server, Account account, String text) {
    for (int i = 0; i < 10_000; i++) {
      try {
        var answer =
            server.post(
                "com.atproto.repo.createRecord",
                Map.of(
                    "repo", account.did(),
                    "collection", COLLECTION,
                    "record", Map.of("text", text + " write " + i)),
                account.token());
        if (answer.status() == 200) {
          String uri = answer.text("uri");
          answered.add(
              new Written(account, uri.substring(uri.lastIndexOf('/') + 1), answer.text("cid")));
        }
      } catch (UncheckedIOException killed) {
        return;
      }
    }
  }

  private void awaitAnswer() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (answered.isEmpty()) {
      assertThat(System.nanoTime()).as("a write within 30 s").isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private void assertAnsweredIsThere(ChildServer server) {
    for (Written written = answered.poll(); written != null; written = answered.poll()) {
      var found =
          server.get(
              "com.atproto.repo.getRecord",
              Map.of(
                  "repo", written.account().did(),
                  "collection", COLLECTION,
                  "rkey", written.rkey()),
              null);
      assertThat(found.text("cid")).as("answered write %s", written).isEqualTo(written.cid());
      total++;
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
