import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A subscriber that drops its connection every few hundred events and comes back with its cursor.
 */
final class Reconnecting implements AutoCloseable {
  private final URI base;
  private final long start;
  private final Firehose.Seen seen = new Firehose.Seen();
  private final SplittableRandom random = new SplittableRandom(42);
  private Subscriber current;
  private int left;
  private int connections;
  private boolean closed;

  Reconnecting(URI base, long start) {
    this.base = base;
    this.start = start;
  }

  synchronized void connect() throws IOException {
    if (closed) {
      return;
    }
    int number = ++connections;
    left = 20 + random.nextInt(600);
    current = Subscriber.from(base, Math.max(start, seen.last()), content -> take(content, number));
  }

  /**
   * Events that an earlier connection still has in hand are dropped, as a crash would drop them.
   */
  private synchronized void take(byte[] content, int number) {
    if (number != connections) {
      return;
    }
    seen.accept(content);
    if (--left > 0) {
      return;
    }
    try {
      current.close();
      connect();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long last() {
    return seen.last();
  }

  List<Long> upTo(long last) {
    return seen.upTo(last);
  }

  boolean isRising() {
    return seen.isRising();
  }

  synchronized int reconnections() {
    return connections - 1;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (current != null) {
      current.close();
    }
  }
}
