import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Live subscribers: some read along and count, some read nothing. */
final class Audience implements AutoCloseable {
  private static final int SILENCE_MS = 3_000;

  /** Something to see. */
  interface Write {
    void make() throws IOException;
  }

  private final AtomicLong frames = new AtomicLong();
  private final AtomicInteger awake = new AtomicInteger();
  private final List<Subscriber> readers = new ArrayList<>();
  private final List<Subscriber> stalled = new ArrayList<>();

  /** How the server has dealt with a subscriber that did not read. */
  enum Verdict {
    TOLD_TOO_SLOW,
    CLOSED,
    STILL_OPEN
  }

  Audience(URI base, int reading, int sleeping) throws IOException {
    for (int i = 0; i < reading; i++) {
      readers.add(Subscriber.live(base, counting()));
    }
    for (int i = 0; i < sleeping; i++) {
      stalled.add(Subscriber.stalled(base));
    }
  }

  private Consumer<byte[]> counting() {
    var first = new AtomicBoolean(true);
    return _ -> {
      frames.incrementAndGet();
      if (first.compareAndSet(true, false)) {
        awake.incrementAndGet();
      }
    };
  }

  /** Writes until every reader takes part, and then counts from nothing. */
  void settle(Write write) throws IOException {
    for (int i = 0; i < Firehose.SETTLING_WRITES && awake.get() < readers.size(); i++) {
      write.make();
      Firehose.pause();
    }
    long before = -1;
    while (frames.get() != before) {
      before = frames.get();
      Firehose.pause();
    }
    frames.set(0);
  }

  /** Waits until every reader has had this many frames. */
  void awaitFrames(long each) throws IOException {
    Firehose.await(() -> frames.get() >= each * readers.size(), "every frame");
  }

  /** Wakes those that did not read, and has them read what there is. */
  List<Verdict> verdicts() {
    return stalled.stream().map(Audience::verdict).toList();
  }

  private static Verdict verdict(Subscriber subscriber) {
    var errors = new ArrayList<String>();
    boolean open = false;
    try {
      subscriber.timeout(SILENCE_MS);
      subscriber.drain(content -> errors.add(Frame.read(content).error()));
    } catch (SocketTimeoutException e) {
      open = true;
    } catch (IOException e) {
      open = false; // cut off in the middle
    }
    if (errors.contains("ConsumerTooSlow")) {
      return Verdict.TOLD_TOO_SLOW;
    }
    return open ? Verdict.STILL_OPEN : Verdict.CLOSED;
  }

  @Override
  public void close() throws IOException {
    for (var one : readers) {
      one.close();
    }
    for (var one : stalled) {
      one.close();
    }
  }
}
