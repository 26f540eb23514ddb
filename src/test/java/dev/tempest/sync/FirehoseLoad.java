package dev.tempest.sync;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the firehose of a server in another process. Run by hand.
 *
 * <p>{@code fill <folder> <events> <bytes>} makes a volume with that many events; {@code backfill
 * <port> <pid> <clients> <events>} has so many clients read all of it; {@code live <port> <pid>
 * <clients> <seconds>} counts what arrives while somebody else writes.
 */
public final class FirehoseLoad {
  private static final int BATCH = 500;

  private FirehoseLoad() {}

  public static void main(String... args) throws IOException, InterruptedException {
    switch (args[0]) {
      case "fill" -> fill(Path.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
      case "backfill" ->
          backfill(number(args[1]), number(args[2]), number(args[3]), number(args[4]));
      case "live" -> live(number(args[1]), number(args[2]), number(args[3]), number(args[4]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private static void fill(Path folder, int events, int bytes) throws InterruptedException {
    try (var log = new EventLog(folder)) {
      log.now = java.time.Instant.now();
      for (int done = 0; done < events; done += BATCH) {
        log.append(BATCH, bytes);
      }
    }
  }

  private static void backfill(int port, int pid, int clients, int events)
      throws IOException, InterruptedException {
    long cpuBefore = cpuMillis(pid);
    long start = System.nanoTime();
    var done = new CountDownLatch(clients);
    for (int i = 0; i < clients; i++) {
      Thread.ofPlatform()
          .start(
              () -> {
                try (var client = new Client(port, "?cursor=0")) {
                  for (int frame = 0; frame < events; frame++) {
                    client.skipFrame();
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                } finally {
                  done.countDown();
                }
              });
    }
    done.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    long frames = (long) clients * events;
    System.out.printf(
        "backfill: %d frames in %.2f s = %.0f/s, server CPU %.4f ms/frame%n",
        frames, seconds, frames / seconds, (double) (cpuMillis(pid) - cpuBefore) / frames);
  }

  private static void live(int port, int pid, int clients, int seconds)
      throws IOException, InterruptedException {
    var frames = new AtomicLong();
    var open = new ArrayList<Client>();
    for (int i = 0; i < clients; i++) {
      var client = new Client(port, "");
      open.add(client);
      Thread.ofVirtual().start(() -> count(client, frames));
    }
    long cpuBefore = cpuMillis(pid);
    Thread.sleep(Duration.ofSeconds(seconds));
    System.out.printf(
        "live: %d frames at %d clients, server CPU %d ms in all%n",
        frames.get(), clients, cpuMillis(pid) - cpuBefore);
    for (var client : open) {
      client.close();
    }
  }

  private static void count(Client client, AtomicLong frames) {
    try {
      while (true) {
        client.skipFrame();
        frames.incrementAndGet();
      }
    } catch (IOException closed) {
      return; // the measurement is over
    }
  }

  /** User and system time of a process, from {@code /proc/<pid>/stat}. */
  private static long cpuMillis(int pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10;
  }

  /** A WebSocket client that looks at nothing but lengths. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    Client(int port, String query) throws IOException {
      socket = new Socket("localhost", port);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 256 * 1024));
      String request =
          """
          GET %s%s HTTP/1.1\r
          Host: localhost\r
          Connection: Upgrade\r
          Upgrade: websocket\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
          \r
          """
              .formatted(FirehoseDoor.PATH, query);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      int matched = 0;
      while (matched < 4) {
        matched = in.readByte() == "\r\n\r\n".charAt(matched) ? matched + 1 : 0;
      }
    }

    /** Skips one message, of however many fragments; control frames count as none. */
    void skipFrame() throws IOException {
      while (true) {
        int first = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        if (length == 126) {
          length = in.readUnsignedShort();
        } else if (length == 127) {
          length = in.readLong();
        }
        in.skipNBytes(length);
        boolean isControl = (first & 8) != 0;
        if (!isControl && (first & 0x80) != 0) {
          return;
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
