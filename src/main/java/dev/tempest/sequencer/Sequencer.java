package dev.tempest.sequencer;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.event.Event;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Gives every event its place. One thread takes what the accounts' outboxes offer, appends it to
 * the log in transactions that many events share, and then wakes the subscribers. What it has not
 * appended yet lies in an outbox on disk, so a failing log delays events but loses none.
 */
public final class Sequencer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Sequencer.class);

  private static final int MOST_PER_TRANSACTION = 500;

  /** How far the log may lag behind the accounts before new writes are refused. */
  private static final int MOST_PENDING = 10_000;

  private static final long TAIL_BYTES = 8L * 1024 * 1024;
  private static final long PAGE_BYTES = 512L * 1024;
  private static final Duration IDLE_LOOK = Duration.ofMillis(5);
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
  private static final Duration PRUNE_INTERVAL = Duration.ofHours(1);
  private static final int MOST_PRUNED_AT_ONCE = 1_000;

  private final Database log;
  private final InstantSource clock;
  private final Duration retention;
  private final Tail tail = new Tail(TAIL_BYTES);
  private final LinkedBlockingQueue<PendingEvent> pending = new LinkedBlockingQueue<>();
  private final AtomicLong unsequenced = new AtomicLong();
  private final FramePacking packing = new FramePacking();
  private final Thread thread = Thread.ofPlatform().name("sequencer").unstarted(this::run);
  private final Map<PendingEvent.Origin, Consumer<PendingEvent>> onSequenced =
      new ConcurrentHashMap<>();
  private volatile boolean closing;
  private Instant nextPrune = Instant.MIN;

  public Sequencer(Database log, InstantSource clock, Duration retention) {
    this.log = log;
    this.clock = clock;
    this.retention = retention;
    tail.reset(log.read(EventTable::last));
  }

  public void start() {
    thread.start();
  }

  void onSequenced(PendingEvent.Origin origin, Consumer<PendingEvent> listener) {
    onSequenced.put(origin, listener);
  }

  /** Whether the log keeps up, so that another write may be accepted. */
  public boolean hasRoom() {
    return pending() < MOST_PENDING;
  }

  void offer(List<PendingEvent> events) {
    unsequenced.addAndGet(events.size());
    pending.addAll(events);
  }

  /** How many events wait for their place. */
  public int pending() {
    return pending.size();
  }

  /** Whether events still get their places. */
  public boolean isRunning() {
    return thread.isAlive();
  }

  /** Waits until all events that were offered are in the log; false when {@code atMost} passes. */
  public boolean awaitIdle(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (unsequenced.get() > 0 && System.nanoTime() < end) {
      Thread.sleep(IDLE_LOOK);
    }
    return unsequenced.get() == 0;
  }

  public long lastSeq() {
    return tail.last();
  }

  /**
   * At most {@code most} frames after {@code cursor}, fewer when they are large; empty at the end.
   */
  public List<SequencedFrame> after(long cursor, int most) {
    var recent = tail.after(cursor, most);
    return recent != null
        ? recent
        : log.read(connection -> EventTable.after(connection, cursor, most, PAGE_BYTES));
  }

  /** False when {@code timeout} passes without an event after {@code cursor}. */
  public boolean awaitBeyond(long cursor, Duration timeout) throws InterruptedException {
    return tail.awaitBeyond(cursor, timeout);
  }

  /** The oldest event that is kept for subscribers; empty when none is. */
  public Optional<Long> oldestSeq() {
    Instant oldest = clock.instant().minus(retention);
    return Optional.ofNullable(log.read(connection -> EventTable.firstSince(connection, oldest)));
  }

  private void run() {
    var batch = new ArrayList<PendingEvent>();
    while (!closing || !pending.isEmpty()) {
      try {
        var first = pending.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          pending.drainTo(batch, MOST_PER_TRANSACTION - 1);
          appendUntilDone(batch);
          unsequenced.addAndGet(-batch.size());
          batch.clear();
        }
        pruneWhenDue();
      } catch (InterruptedException e) {
        return; // close() gave up waiting: the outboxes keep the rest
      }
    }
  }

  private void appendUntilDone(List<PendingEvent> batch) throws InterruptedException {
    while (true) {
      try {
        append(batch);
        return;
      } catch (StorageException e) {
        LOG.errorf(
            e,
            "event=sequencer_append_failed pending=%d: events wait in the outboxes; is the disk full?",
            pending.size());
        Thread.sleep(RETRY_PAUSE);
      }
    }
  }

  /**
   * Appends {@code batch} in one transaction; events that are in the log already are left out. The
   * deletion of an account takes the events before it out of the log.
   */
  void append(List<PendingEvent> batch) {
    Instant now = clock.instant();
    var erased = new HashSet<Long>();
    List<SequencedFrame> frames =
        log.write(
            tx -> {
              var appended = new ArrayList<SequencedFrame>();
              long seq = tail.last();
              for (var event : batch) {
                var frame =
                    new SequencedFrame(seq + 1, Bytes.wrap(event.event().frame(seq + 1, now)));
                if (EventTable.insert(tx, event, now, frame, packing)) {
                  appended.add(frame);
                  seq++;
                  if (isDeletion(event.event())) {
                    erased.addAll(EventTable.erase(tx, event.did(), seq));
                  }
                }
              }
              appended.removeIf(frame -> erased.contains(frame.seq()));
              return appended;
            });
    if (!erased.isEmpty()) {
      tail.forget(erased);
    }
    tail.append(frames);
    batch.forEach(event -> onSequenced.getOrDefault(event.origin(), _ -> {}).accept(event));
  }

  private static boolean isDeletion(Event event) {
    return event instanceof Event.Account account && "deleted".equals(account.status());
  }

  private void pruneWhenDue() {
    Instant now = clock.instant();
    if (now.isBefore(nextPrune)) {
      return;
    }
    try {
      int pruned = log.write(tx -> EventTable.prune(tx, now.minus(retention), MOST_PRUNED_AT_ONCE));
      nextPrune = pruned == MOST_PRUNED_AT_ONCE ? now : now.plus(PRUNE_INTERVAL);
    } catch (StorageException e) {
      LOG.warn("event=sequencer_prune_failed: old events stay for another hour", e);
      nextPrune = now.plus(PRUNE_INTERVAL);
    }
  }

  /** Appends what is pending, then stops; gives up after ten seconds, which loses nothing. */
  @Override
  public void close() {
    closing = true;
    try {
      if (thread.isAlive() && !thread.join(Duration.ofSeconds(10))) {
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    packing.close();
  }
}
