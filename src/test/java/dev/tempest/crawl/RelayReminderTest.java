package dev.tempest.crawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.Schema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a relay is told. */
class RelayReminderTest {
  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir Path folder;
  private Database log;
  private Sequencer sequencer;
  private @Nullable Thread thread;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicBoolean accepts = new AtomicBoolean(true);

  @BeforeEach
  void open() {
    log =
        Database.open(
            DataDir.create(folder).sequencerDb(), Schema.SEQUENCER, new Database.Size(2, 256));
    sequencer = new Sequencer(log, InstantSource.system(), Duration.ofDays(3));
  }

  @AfterEach
  void close() throws InterruptedException {
    if (thread != null) {
      thread.interrupt();
      thread.join();
    }
    log.close();
  }

  private RelayReminder start(Duration afterSuccess, Duration afterFailure) {
    var reminder =
        new RelayReminder(
            sequencer,
            () -> {
              calls.incrementAndGet();
              return accepts.get();
            },
            new RelayReminder.Pauses(afterSuccess, afterFailure));
    thread = Thread.ofVirtual().start(reminder);
    return reminder;
  }

  @Test
  void tellsAtStartAndThenWaits() {
    start(NEVER, NEVER);
    await().until(() -> calls.get() == 1);
    await().during(Duration.ofMillis(200)).until(() -> calls.get() == 1);
  }

  @Test
  void staysSilentWithoutNews() {
    start(Duration.ofMillis(1), NEVER);
    await().until(() -> calls.get() == 1);
    await().during(Duration.ofMillis(200)).until(() -> calls.get() == 1);
  }

  @Test
  void triesAgainAfterAFailure() {
    accepts.set(false);
    start(NEVER, Duration.ofMillis(5));
    await().until(() -> calls.get() >= 3);
    accepts.set(true);
    int before = calls.get();
    await().until(() -> calls.get() > before);
  }

  @Test
  void hurriesWhenAsked() {
    var reminder = start(NEVER, NEVER);
    await().until(() -> calls.get() == 1);
    reminder.hurry();
    await().until(() -> calls.get() == 2);
    assertThat(calls).hasValue(2);
  }
}
