import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a backup must keep. Writes to a server and notes each answered write with its time, or fills
 * a server with accounts, records and blobs; and looks later whether a restored server has what was
 * answered before an instant.
 *
 * <pre>
 * java Kept.java write BASE LOG STOP_FILE       16 accounts write until STOP_FILE exists
 * java Kept.java check BASE LOG INSTANT         exits 1 when a write answered before INSTANT is gone
 * java Kept.java fill BASE ACCOUNTS RECORDS BLOBS BLOB_BYTES
 * </pre>
 */
final class Kept {
  private static final int WRITERS = 16;
  private static final int BATCH = 200;
  private static final int FILLERS = 4;

  private Kept() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    var base = URI.create(args[1]);
    switch (args[0]) {
      case "write" -> write(base, Path.of(args[2]), Path.of(args[3]));
      case "check" -> check(base, Path.of(args[2]), Instant.parse(args[3]));
      case "fill" ->
          new Fill(base, number(args[2]), number(args[3]), number(args[4]), number(args[5])).run();
      default -> throw new IllegalArgumentException("write, check or fill");
    }
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private static void write(URI base, Path log, Path stop) throws IOException {
    List<Account> accounts;
    try (var connection = new Connection(base)) {
      accounts = Account.create(connection, Load.domain(base), WRITERS);
    }
    var number = new AtomicInteger();
    try (var out = Files.newBufferedWriter(log)) {
      together(
          WRITERS,
          writer -> {
            try (var connection = new Connection(base)) {
              while (!Files.exists(stop)) {
                var account = accounts.get(writer);
                String uri = account.postUri(connection, number.getAndIncrement());
                note(out, Instant.now() + " " + uri);
              }
            }
          });
    }
    System.out.println(number.get() + " writes answered");
  }

  private static void note(BufferedWriter out, String line) throws IOException {
    synchronized (out) {
      out.write(line);
      out.newLine();
    }
  }

  private static void check(URI base, Path log, Instant cut) throws IOException {
    int before = 0;
    var missing = new ArrayList<String>();
    Set<String> present = new HashSet<>();
    Set<String> read = new HashSet<>();
    try (var connection = new Connection(base)) {
      for (String line : Files.readAllLines(log)) {
        String[] fields = line.split(" ");
        if (!Instant.parse(fields[0]).isBefore(cut)) {
          continue;
        }
        before++;
        String did = fields[1].split("/")[2];
        if (read.add(did)) {
          present.addAll(Account.uris(connection, did));
        }
        if (!present.contains(fields[1])) {
          missing.add(fields[1]);
        }
      }
    }
    System.out.printf(
        "%d writes answered before the cut, %d of them missing; %d records in all%n",
        before, missing.size(), present.size());
    if (before == 0 || !missing.isEmpty()) {
      System.exit(1);
    }
  }

  /** Accounts with records and blobs, shared out evenly. */
  private record Fill(URI base, int accounts, int records, int blobs, int blobBytes) {
    void run() throws IOException {
      String domain = Load.domain(base);
      var next = new AtomicInteger();
      together(
          FILLERS,
          filler -> {
            try (var connection = new Connection(base)) {
              for (int i = next.getAndIncrement(); i < accounts; i = next.getAndIncrement()) {
                fill(connection, Account.create(connection, domain), i);
              }
            }
          });
    }

    private void fill(Connection connection, Account account, int number) throws IOException {
      int mine = records / accounts;
      for (int done = 0; done < mine; done += BATCH) {
        account.posts(connection, done, Math.min(BATCH, mine - done));
      }
      var random = new Random(number);
      for (int i = number; i < blobs; i += accounts) {
        byte[] content = new byte[blobBytes];
        random.nextBytes(content);
        account.postWithBlob(connection, i, content);
      }
    }
  }

  /** One of several workers. */
  private interface Work {
    void run(int worker) throws IOException;
  }

  private static void together(int workers, Work work) throws IOException {
    try (var threads = Executors.newFixedThreadPool(workers)) {
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < workers; i++) {
        int worker = i;
        running.add(
            threads.submit(
                () -> {
                  work.run(worker);
                  return null;
                }));
      }
      for (var one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
