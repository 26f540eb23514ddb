package dev.tempest.sync;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.event.Frames;
import dev.tempest.sequencer.SequencedFrame;
import dev.tempest.sync.FirehoseMetrics.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Feeds one connection with the events after its cursor, in order, until it is interrupted or the
 * connection does not keep up.
 *
 * <p>Falling behind is allowed to whoever has not reached the end yet, as long as something moves.
 * Only a connection that does not take what it was sent is too slow: when the server itself is
 * late, nobody is closed for it.
 */
final class Subscriber implements Runnable {
  /** RFC 6455, 7.4.1: a message against the rules of the endpoint. */
  static final int POLICY_VIOLATION = 1008;

  static final int INTERNAL_ERROR = 1011;
  static final int GOING_AWAY = 1001;
  static final String FAREWELL = "The server is shutting down";

  private static final Logger LOG = Logger.getLogger(Subscriber.class);

  private static final int BURST_FRAMES = 64;
  private static final int BURST_BYTES = 32 * 1024;

  /** How often a waiting subscriber looks after its connection. */
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  /** What a connection gets at most to take its last frame and answer the closing one. */
  private static final Duration CLOSING_TIME = Duration.ofSeconds(5);

  private final LogReader log;
  private final ReadAhead pages;
  private final FrameSocket socket;
  private final SendBudget budget;
  private final SendWindow window;
  private final SyncConfig limits;
  private final FirehoseMetrics metrics;
  private final @Nullable Long requested;

  // taken while the connection opens: what is written once it is open must come
  private final long newestAtOpen;
  private volatile long cursor; // written by this thread, read by whoever measures
  private volatile @Nullable End end;
  private boolean reachedEnd;
  private boolean started;
  private volatile boolean finishing;

  /** {@code requested} is the client's cursor: null for what happens from now on. */
  Subscriber(
      LogReader log,
      FrameSocket socket,
      SendBudget budget,
      SyncConfig limits,
      FirehoseMetrics metrics,
      @Nullable Long requested) {
    this.log = log;
    this.pages = new ReadAhead(log);
    this.socket = socket;
    this.budget = budget;
    this.window = new SendWindow(budget);
    this.limits = limits;
    this.metrics = metrics;
    this.requested = requested;
    this.newestAtOpen = log.lastSeq();
    this.cursor = newestAtOpen;
  }

  /** The last event that was handed over. */
  long cursor() {
    return cursor;
  }

  /** Why this side ended the stream; empty when it did not. */
  Optional<End> end() {
    return Optional.ofNullable(end);
  }

  /** The stream is over; {@code error} is its last frame's. */
  private static final class EndException extends Exception {
    private final End end;
    private final String error;
    private final Bytes frame;

    EndException(End end, String error, String message) {
      super(message, null, false, false);
      this.end = end;
      this.error = error;
      this.frame = Frames.error(error, message);
    }
  }

  @Override
  public void run() {
    try {
      feed();
    } catch (InterruptedException ended) {
      if (finishing) {
        sendRest();
      }
      Thread.currentThread().interrupt();
    } catch (EndException over) {
      LOG.debugf("event=subscriber_ended error=%s cursor=%d", over.error, cursor);
      end = over.end;
      socket.write(List.of(over.frame), () -> {});
      close(POLICY_VIOLATION, over.error);
    } catch (RuntimeException bug) {
      LOG.errorf(bug, "event=subscriber_failed cursor=%d: the connection is closed", cursor);
      end = End.ERROR;
      close(INTERNAL_ERROR, "InternalServerError");
    } finally {
      window.close();
    }
  }

  /** Before its thread is interrupted: what the log holds by then is sent first. */
  void finish() {
    finishing = true;
  }

  private void sendRest() {
    try {
      long last = log.lastSeq();
      while (started && cursor < last) {
        send(pages.after(cursor));
      }
      close(GOING_AWAY, FAREWELL);
    } catch (InterruptedException closed) {
      LOG.debugf("event=subscriber_left cursor=%d", cursor);
    }
  }

  private void feed() throws InterruptedException, EndException {
    cursor = start();
    started = true;
    while (true) {
      requirePace();
      if (!log.awaitBeyond(cursor, limits.stallTimeout()) || !awaitRoom()) {
        continue;
      }
      send(pages.after(cursor));
      if (cursor >= log.lastSeq()) {
        reachedEnd = true;
        Thread.sleep(budget.pause());
      }
    }
  }

  /** The seq after which to begin. */
  private long start() throws InterruptedException, EndException {
    long last = newestAtOpen;
    if (requested == null) {
      reachedEnd = true;
      return last;
    }
    if (requested > last) {
      throw new EndException(End.FUTURE_CURSOR, "FutureCursor", "Cursor in the future.");
    }
    Optional<Long> oldest = log.oldestSeq();
    long earliest = oldest.map(seq -> seq - 1).orElse(last);
    if (requested >= earliest) {
      return requested;
    }
    if (requested > 0) { // 0 asks for all that there is
      socket.write(
          List.of(
              Frames.info(
                  "OutdatedCursor", "Requested cursor exceeded limit. Possibly missing events")),
          () -> {});
    }
    return earliest;
  }

  /**
   * Hands over {@code page} burst by burst. What finds no room is dropped, to be read again: a
   * stalled connection keeps no page in memory.
   */
  private void send(List<SequencedFrame> page) throws InterruptedException {
    int from = 0;
    while (from < page.size() && awaitRoom()) {
      int to = from;
      long bytes = 0;
      var burst = new ArrayList<Bytes>();
      while (to < page.size() && to - from < BURST_FRAMES && bytes < BURST_BYTES) {
        Bytes frame = page.get(to++).frame();
        burst.add(frame);
        bytes += frame.length();
      }
      window.add(burst.size(), bytes);
      socket.write(burst, window::written);
      metrics.sent(burst.size(), bytes);
      cursor = page.get(to - 1).seq();
      from = to;
    }
  }

  private boolean awaitRoom() throws InterruptedException {
    boolean room = window.awaitRoom(CHECK_INTERVAL);
    if (!room) {
      pages.forget();
    }
    return room;
  }

  private void requirePace() throws InterruptedException, EndException {
    if (window.isStalledFor(limits.stallTimeout())) {
      throw new EndException(End.TOO_SLOW, "ConsumerTooSlow", "Nothing was read for too long");
    }
    if (reachedEnd
        && log.lastSeq() - cursor > limits.maxLag()
        && !window.awaitRoom(Duration.ZERO)) {
      throw new EndException(End.TOO_SLOW, "ConsumerTooSlow", "Stream consumer too slow");
    }
  }

  /** The connection's end interrupts this thread; if it does not end, it is ended. */
  private void close(int status, String reason) {
    socket.close(status, reason);
    try {
      Duration stall = limits.stallTimeout();
      Thread.sleep(stall.compareTo(CLOSING_TIME) < 0 ? stall : CLOSING_TIME);
      socket.abort();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
