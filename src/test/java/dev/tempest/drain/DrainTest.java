package dev.tempest.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class DrainTest {
  private final Drain drain = new Drain();

  @Test
  void waitsForWhatHasBegun() throws InterruptedException {
    assertThat(drain.enter()).isTrue();
    drain.begin();
    assertThat(drain.enter()).isFalse();
    assertThat(drain.awaitAnswers(Duration.ofMillis(1))).isEqualTo(1);
    Thread.ofPlatform().start(drain::leave);
    assertThat(drain.awaitAnswers(Duration.ofMinutes(1))).isZero();
  }

  /** Whoever was let in before the drain is waited for, however close it was. */
  @Test
  void letsNobodySlipThrough() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      var contested = new Drain();
      var inside = new AtomicInteger();
      var ready = new CountDownLatch(3);
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 3; i++) {
        threads.add(Thread.ofPlatform().start(() -> come(contested, inside, ready)));
      }
      ready.await();
      contested.begin();
      assertThat(contested.awaitAnswers(Duration.ofMinutes(1))).isZero();
      assertThat(inside).hasValue(0);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static void come(Drain drain, AtomicInteger inside, CountDownLatch ready) {
    ready.countDown();
    while (drain.enter()) {
      inside.incrementAndGet();
      inside.decrementAndGet();
      drain.leave();
    }
  }

  @ParameterizedTest
  @CsvSource({"PT0S,0", "PT5S,0", "PT1H,0", "PT-1S,1", "PT2H,1"})
  void refusesTimesThatNobodyWaitsFor(String timeout, int problems) {
    var config =
        new SmallRyeConfigBuilder()
            .withMapping(DrainConfig.class)
            .withDefaultValues(Map.of("tempest.shutdown-timeout", timeout))
            .build()
            .getConfigMapping(DrainConfig.class);
    assertThat(new DrainConfigCheck(config).problems()).hasSize(problems);
  }
}
