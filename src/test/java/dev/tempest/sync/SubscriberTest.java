package dev.tempest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class SubscriberTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long PLENTY = 32L * 1024 * 1024;

  private final List<Thread> threads = new ArrayList<>();
  private final FakeSocket socket = new FakeSocket();
  @TempDir Path root;
  private EventLog log;
  private LogReader reader;
  private final FirehoseMetrics metrics = new FirehoseMetrics(new SimpleMeterRegistry());

  private record Limits(int maxSubscribers, int maxLag, Duration stallTimeout)
      implements SyncConfig {}

  private static final Limits PATIENT = new Limits(10, 1_000_000, Duration.ofSeconds(30));

  @BeforeEach
  void open() {
    log = new EventLog(root);
    reader = new LogReader(log.sequencer);
  }

  @AfterEach
  void close() throws InterruptedException {
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    reader.close();
    log.close();
  }

  private Thread subscribe(@Nullable Long cursor, SyncConfig limits, long plenty) {
    var subscriber =
        new Subscriber(reader, socket, new SendBudget(plenty), limits, metrics, cursor);
    Thread thread = Thread.ofVirtual().start(subscriber);
    threads.add(thread);
    return thread;
  }

  private Thread subscribe(@Nullable Long cursor) {
    return subscribe(cursor, PATIENT, PLENTY);
  }

  private static List<String> seqs(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(seq -> "seq " + seq).toList();
  }

  private void awaitMessages(List<String> expected) {
    await()
        .atMost(SOON)
        .until(
            () -> socket.messages().size() >= expected.size() || !socket.closing().equals("open"));
    assertThat(socket.messages()).isEqualTo(expected);
  }

  @Test
  void sendsOnlyWhatHappensFromNowOnWithoutCursor() throws InterruptedException {
    log.append(5);
    Thread thread = subscribe(null);
    await().atMost(SOON).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    log.append(3);
    awaitMessages(seqs(6, 8));
  }

  @Test
  void sendsEverythingKeptForCursorZero() throws InterruptedException {
    log.append(3);
    log.now = log.now.plus(EventLog.RETENTION).plusSeconds(1);
    log.append(2);
    subscribe(0L);
    awaitMessages(seqs(4, 5));
  }

  @Test
  void sendsNothingTwiceToWhoIsAtTheEnd() throws InterruptedException {
    log.append(3);
    subscribe(3L);
    log.append(1);
    awaitMessages(seqs(4, 4));
  }

  @Test
  void refusesCursorInTheFuture() throws InterruptedException {
    log.append(3);
    subscribe(4L);
    await().atMost(SOON).until(() -> !socket.closing().equals("open"));
    assertThat(socket.messages()).containsExactly("error FutureCursor");
    assertThat(socket.closing()).isEqualTo("1008 FutureCursor");
  }

  @Test
  void saysThatTheCursorIsOutdatedAndGoesOnFromTheOldestKept() throws InterruptedException {
    log.append(3);
    log.now = log.now.plus(EventLog.RETENTION).plusSeconds(1);
    log.append(2);
    subscribe(1L);
    awaitMessages(List.of("info OutdatedCursor", "seq 4", "seq 5"));
  }

  @Test
  void startsAtTheOldestKeptWithoutInfoWhenNothingIsMissed() throws InterruptedException {
    log.append(3);
    log.now = log.now.plus(EventLog.RETENTION).plusSeconds(1);
    log.append(2);
    subscribe(3L);
    awaitMessages(seqs(4, 5));
  }

  @Test
  void goesLiveWhenNothingIsKept() throws InterruptedException {
    log.append(3);
    log.now = log.now.plus(EventLog.RETENTION).plusSeconds(1);
    subscribe(1L);
    awaitMessages(List.of("info OutdatedCursor"));
    log.append(1);
    awaitMessages(List.of("info OutdatedCursor", "seq 4"));
  }

  static LongStream seeds() {
    return LongStream.range(0, 12);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void handsOverFromBackfillToLiveWithoutGap(long seed) throws InterruptedException {
    var random = new SplittableRandom(seed);
    int before = 1 + random.nextInt(2_000);
    log.append(before, random.nextInt(8_000));
    long cursor = random.nextLong(before);
    Thread writer = Thread.ofPlatform().unstarted(() -> write(random.split()));
    Thread network = Thread.ofVirtual().unstarted(() -> writeSlowly(random.split()));
    threads.add(network);
    socket.stall();
    subscribe(cursor);
    writer.start();
    network.start();
    writer.join();
    log.append(1);
    awaitMessages(seqs(cursor + 1, log.sequencer.lastSeq()));
  }

  private void write(SplittableRandom random) {
    for (int i = 0; i < 30; i++) {
      log.offer(1 + random.nextInt(60), random.nextInt(2_000));
    }
  }

  private void writeSlowly(SplittableRandom random) {
    while (!Thread.currentThread().isInterrupted()) {
      socket.writeOne();
      if (random.nextInt(4) == 0) {
        Thread.yield();
      }
    }
  }

  @Test
  void closesWhoFallsTooFarBehind() throws InterruptedException {
    subscribe(null, new Limits(10, 100, Duration.ofSeconds(30)), PLENTY);
    log.append(1);
    awaitMessages(seqs(1, 1));
    socket.stall();
    log.append(SendWindow.MOST_FRAMES + 400);
    await().atMost(SOON).until(() -> !socket.closing().equals("open"));
    assertThat(socket.closing()).isEqualTo("1008 ConsumerTooSlow");
    socket.resume();
    assertThat(socket.messages().getLast()).isEqualTo("error ConsumerTooSlow");
  }

  @Test
  void letsBackfillLagAsLongAsItMoves() throws InterruptedException {
    log.append(3_000);
    socket.stall();
    subscribe(0L, new Limits(10, 100, Duration.ofSeconds(2)), PLENTY);
    await().atMost(SOON).until(() -> socket.unwrittenFrames() >= SendWindow.MOST_FRAMES);
    long enough = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    await()
        .pollInterval(Duration.ofMillis(100))
        .atMost(SOON)
        .until(() -> socket.writeOne() && System.nanoTime() > enough);
    socket.resume();
    awaitMessages(seqs(1, 3_000));
  }

  @Test
  void closesAndThenDropsWhoReadsNothing() throws InterruptedException {
    log.append(10);
    socket.stall();
    Thread thread = subscribe(0L, new Limits(10, 1_000, Duration.ofSeconds(1)), PLENTY);
    await().atMost(SOON).until(() -> !socket.closing().equals("open"));
    assertThat(socket.closing()).isEqualTo("1008 ConsumerTooSlow");
    assertThat(thread.join(SOON)).isTrue();
    assertThat(socket.isAborted()).isTrue();
  }

  @Test
  void keepsFewBytesForAConnectionThatDoesNotRead() throws InterruptedException {
    log.append(100, 20_000);
    socket.stall();
    subscribe(0L);
    await().atMost(SOON).until(() -> socket.mostBytes() >= 256 * 1024);
    log.append(100, 20_000);
    assertThat(socket.mostBytes()).isLessThan(320 * 1024);
  }

  @Test
  void keepsFewFramesForAConnectionThatDoesNotRead() throws InterruptedException {
    log.append(2_000);
    socket.stall();
    subscribe(0L);
    await().atMost(SOON).until(() -> socket.mostFrames() >= SendWindow.MOST_FRAMES);
    log.append(100);
    assertThat(socket.mostFrames()).isLessThan(SendWindow.MOST_FRAMES + 100);
  }

  @Test
  void keepsLessWhenThereAreMany() throws InterruptedException {
    log.append(100, 20_000);
    socket.stall();
    subscribe(0L, PATIENT, 1);
    await().atMost(SOON).until(() -> socket.mostBytes() > 0);
    log.append(100, 20_000);
    assertThat(socket.mostBytes()).isLessThan(64 * 1024);
    socket.resume();
    awaitMessages(seqs(1, 200));
  }

  @Test
  void sendsAFrameLargerThanTheWindow() throws InterruptedException {
    log.append(2, 1_000_000);
    subscribe(0L);
    awaitMessages(seqs(1, 2));
  }

  @Test
  void sendsTheRestBeforeItGoesAway() throws InterruptedException {
    var subscriber = new Subscriber(reader, socket, new SendBudget(PLENTY), PATIENT, metrics, 0L);
    socket.stall();
    log.append(2_000);
    Thread thread = Thread.ofVirtual().start(subscriber);
    threads.add(thread);
    await().atMost(SOON).until(() -> socket.unwrittenFrames() >= SendWindow.MOST_FRAMES);
    subscriber.finish();
    thread.interrupt();
    socket.resume();
    awaitMessages(seqs(1, 2_000));
    await().atMost(SOON).until(() -> !socket.closing().equals("open"));
    assertThat(socket.closing()).isEqualTo("1001 The server is shutting down");
  }

  @Test
  void endsWithItsConnection() throws InterruptedException {
    Thread thread = subscribe(null);
    thread.interrupt();
    assertThat(thread.join(SOON)).isTrue();
    assertThat(socket.closing()).isEqualTo("open");
  }
}
