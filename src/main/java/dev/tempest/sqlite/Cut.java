package dev.tempest.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * One instant of all databases, while the server goes on writing: what a {@code kill -9} at that
 * instant would have left, which boot knows how to take up. Made by {@link CommitGate#cut}; the
 * files are copied one by one, by one thread.
 *
 * <p>The databases that all accounts share are pinned in the instant itself. A repo file is pinned
 * by whoever changes it first afterwards, or else by the copying: until then it is as it was.
 */
public final class Cut implements AutoCloseable {
  /** Each pin is a connection of 100 KiB, and holds the file's log from being used anew. */
  private static final int MOST_PINS = 1024;

  /** How long all commits let others finish with one of the shared files. */
  private static final Duration INSTANTS_PATIENCE = Duration.ofMillis(2);

  /** How long a writer lets others finish with a file that it pins. */
  private static final Duration WRITERS_PATIENCE = Duration.ofMillis(20);

  private static final Duration COPIERS_PATIENCE = Duration.ofSeconds(10);

  private final CommitGate gate;
  private final Path repoFolder;
  private final List<Pin> shared = new ArrayList<>();
  private final Map<Path, Pin> pins = new ConcurrentHashMap<>();
  // pinned by writers and not copied yet: they go first, for their logs grow
  private final Queue<Path> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingPins = new AtomicInteger();
  private final Queue<Path> listed = new ArrayDeque<>();
  private final LongAccumulator longestPin = new LongAccumulator(Math::max, 0);
  private volatile @Nullable SQLException failure;
  private volatile boolean closed;

  Cut(CommitGate gate, Path repoFolder) {
    this.gate = gate;
    this.repoFolder = repoFolder;
  }

  /**
   * What the cut cost those who write: the longest wait of one commit, at the gate, and for pinning
   * its file. A commit that waited at the gate met no cut that was open, so they do not add up.
   */
  public record Pause(Duration atGate, Duration pinning) {}

  public Pause pause() {
    return new Pause(gate.longestWait(), Duration.ofNanos(longestPin.get()));
  }

  /** All that can be done to pin {@code file} before the instant. */
  void prepare(Path file) throws SQLException {
    var pin = new Pin(file);
    shared.add(pin);
    pins.put(file, pin);
    pin.open(INSTANTS_PATIENCE);
  }

  /** In the instant. False when a file was busy: then none is pinned, and it may be tried again. */
  boolean pinShared() throws SQLException {
    try {
      for (Pin pin : shared) {
        pin.take(INSTANTS_PATIENCE);
      }
      return true;
    } catch (SQLException e) {
      if (!Pin.isBusy(e)) {
        throw e;
      }
      for (Pin pin : shared) {
        pin.undo();
      }
      return false;
    }
  }

  /** After the instant: files that went since are among the pins, and those that came too. */
  void listRepos() throws SQLException {
    try (var files = Files.newDirectoryStream(repoFolder, "*.sqlite")) {
      files.forEach(listed::add);
    } catch (IOException e) {
      throw new SQLException("cannot list " + repoFolder, e);
    }
  }

  // never fails: what goes wrong here is the backup's loss, not the writer's
  void beforeChange(Path file) {
    if (failure != null) {
      return;
    }
    if (!Files.exists(file)) {
      beforeCreation(file);
      return;
    }
    if (waitingPins.get() >= MOST_PINS && !pins.containsKey(file)) {
      failure =
          new SQLException(
              "more than %d accounts wrote before their turn; try when there is less to do"
                  .formatted(MOST_PINS));
      return;
    }
    var mine = new Pin(file);
    Pin pin = pins.putIfAbsent(file, mine);
    try {
      if (pin == null) {
        pinFirst(file, mine);
      } else {
        pin.take(WRITERS_PATIENCE); // the copying may be about to
      }
    } catch (SQLException e) {
      failure = e;
    }
  }

  private void pinFirst(Path file, Pin pin) throws SQLException {
    long began = System.nanoTime();
    pin.take(WRITERS_PATIENCE);
    waitingPins.incrementAndGet();
    waiting.add(file);
    longestPin.accumulate(System.nanoTime() - began);
    if (closed) {
      pin.close();
    }
  }

  void beforeCreation(Path file) {
    pins.computeIfAbsent(file, Pin::absent);
  }

  /** A repo file that was there in the instant and is still to be copied; null at the end. */
  public @Nullable Path nextRepo() {
    for (Path file = waiting.poll(); file != null; file = waiting.poll()) {
      waitingPins.decrementAndGet();
      if (isToCopy(file)) {
        return file;
      }
    }
    for (Path file = listed.poll(); file != null; file = listed.poll()) {
      if (isToCopy(file)) {
        return file;
      }
    }
    return null;
  }

  private boolean isToCopy(Path file) {
    Pin pin = pins.get(file);
    return pin == null || !pin.isDone();
  }

  /**
   * Copies {@code file} as it was to {@code target}, where nothing is yet or an empty file, and
   * lets go of it. The copy is not forced to disk: that can be done when the cut is closed.
   */
  public void copy(Path file, Path target) {
    try {
      pinned(file).copyTo(target);
    } catch (SQLException | IOException e) {
      throw failed(file, e);
    }
  }

  private Pin pinned(Path file) throws SQLException {
    Pin pin = pins.computeIfAbsent(file, Pin::new);
    pin.take(COPIERS_PATIENCE);
    SQLException broken = failure; // set before a change that no pin went before
    if (broken != null) {
      throw broken;
    }
    return pin;
  }

  private static StorageException failed(Path file, Exception cause) {
    return new StorageException(
        "cannot copy %s: %s".formatted(file.getFileName(), cause.getMessage()), cause);
  }

  /** Lets go of everything; writers are not held up any more. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      gate.release();
      pins.values().forEach(Pin::close);
    }
  }
}
