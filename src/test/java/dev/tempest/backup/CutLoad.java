package dev.tempest.backup;

import dev.tempest.atproto.syntax.Tid;
import dev.tempest.files.Folders;
import dev.tempest.progress.Progress;
import dev.tempest.sqlite.SqlFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures how long backups hold writers up. Run by hand: {@code CutLoad <folder> <accounts>
 * <kilobytes each> <writers> <backups>}.
 */
final class CutLoad {
  private static final int WRITES_BEFORE = 4_000;

  private final BackupFixture volume;
  private final int accounts;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong revs = new AtomicLong(1_000_000);
  private final AtomicLong written = new AtomicLong();
  private volatile boolean backingUp;

  private CutLoad(BackupFixture volume, int accounts) {
    this.volume = volume;
    this.accounts = accounts;
  }

  public static void main(String... args) throws Exception {
    int accounts = Integer.parseInt(args[1]);
    try (var volume = new BackupFixture(Path.of(args[0]))) {
      for (int i = 0; i < accounts; i++) {
        fill(volume, i, Integer.parseInt(args[2]));
      }
      new CutLoad(volume, accounts).run(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    }
  }

  private static void fill(BackupFixture volume, int account, int kilobytes) {
    var did = BackupFixture.did(account);
    volume.createAccount(did);
    SqlFunction<Integer> ballast =
        connection -> {
          try (var insert =
              connection.prepareStatement(
                  "INSERT INTO node (cid, rev, content) VALUES (randomblob(36), '', ?)")) {
            for (int i = 0; i < kilobytes; i++) {
              insert.setBytes(1, new byte[1_000]);
              insert.executeUpdate();
            }
            return kilobytes;
          }
        };
    volume.commit(did, Tid.of(1, 0), ballast);
  }

  private void run(int writers, int backups) throws IOException, InterruptedException {
    var threads = new ArrayList<Thread>();
    var quiet = new ArrayList<Long>();
    var during = new ArrayList<Long>();
    for (int i = 0; i < writers; i++) {
      var own = new Latencies(new ArrayList<>(), new ArrayList<>());
      int seed = i;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    write(seed, own);
                    synchronized (quiet) {
                      quiet.addAll(own.quiet());
                      during.addAll(own.during());
                    }
                  }));
    }
    while (written.get() < WRITES_BEFORE) {
      Thread.sleep(10);
    }
    for (int i = 0; i < backups; i++) {
      backingUp = true;
      var made = volume.create(volume.dataDir.backups(), Progress.NONE);
      backingUp = false;
      var pause = BackupResult.Pause.of(made.pause());
      System.out.printf(
          "%d files, %d MB: at the gate %.2f ms, pinning %.2f ms%n",
          made.manifest().totals().files(),
          made.manifest().totals().bytes() / 1_000_000,
          pause.atGate(),
          pause.pinning());
      Folders.delete(made.folder());
      long until = written.get() + WRITES_BEFORE;
      while (written.get() < until) {
        Thread.sleep(10);
      }
    }
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    print("writes without a backup", quiet);
    print("writes during a backup", during);
  }

  private void write(int seed, Latencies latencies) {
    var random = new SplittableRandom(seed);
    while (!stop.get()) {
      var did = BackupFixture.did(random.nextInt(accounts));
      long began = System.nanoTime();
      volume.commit(did, Tid.of(revs.incrementAndGet(), 0));
      (backingUp ? latencies.during : latencies.quiet).add(System.nanoTime() - began);
      written.incrementAndGet();
    }
  }

  private record Latencies(List<Long> quiet, List<Long> during) {}

  private static void print(String what, List<Long> nanos) {
    var sorted = nanos.stream().sorted().toList();
    System.out.printf(
        "%s: %d, p50 %.2f ms, p99 %.2f ms, longest %.2f ms%n",
        what,
        sorted.size(),
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() * 99 / 100) / 1e6,
        sorted.getLast() / 1e6);
  }
}
