package dev.tempest.atproto.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TidTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");
  private static final long NOW_MICROS = 1_767_323_045_678_901L;

  @ParameterizedTest
  @CsvSource({
    "0, 0, 2222222222222",
    "0, 1, 2222222222223",
    "9007199254740991, 1023, bzzzzzzzzzzzz",
    "1, 0, 2222222222322",
  })
  void hasTheTextOfItsBits(long micros, int clockId, String text) {
    var tid = Tid.of(micros, clockId);
    assertThat(tid).isEqualTo(new Tid(text));
    assertThat(tid.micros()).isEqualTo(micros);
    assertThat(tid.clockId()).isEqualTo(clockId);
    assertThat(tid.toLong()).isEqualTo(micros << 10 | clockId);
  }

  @Test
  void sortsAsItsMoment() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      var a = Tid.of(random.nextLong(Tid.MOST_MICROS + 1), random.nextInt(1024));
      var b = Tid.of(random.nextLong(Tid.MOST_MICROS + 1), random.nextInt(1024));
      assertThat(Integer.signum(a.compareTo(b)))
          .isEqualTo(Long.compareUnsigned(a.toLong(), b.toLong()));
      assertThat(Tid.of(a.micros(), a.clockId())).isEqualTo(a);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> Tid.of(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tid.of(1L << 53, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tid.of(0, 1024)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TidClock(() -> NOW, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void knowsTheHighestThatTheSyntaxAllows() {
    var highest = new Tid("jzzzzzzzzzzzz");
    assertThat(highest.toLong()).isEqualTo(-1L);
    assertThat(highest.micros()).isEqualTo((1L << 54) - 1);
    var clock = new TidClock(InstantSource.fixed(NOW), 0);
    assertThatThrownBy(() -> clock.next(highest)).isInstanceOf(IllegalArgumentException.class);
    assertThat(clock.next(null).micros()).isEqualTo(NOW_MICROS);
  }

  @Test
  void tellsTheTimeInMicroseconds() {
    var clock = new TidClock(InstantSource.fixed(NOW), 7);
    assertThat(clock.next(null)).isEqualTo(Tid.of(NOW_MICROS, 7));
  }

  @Test
  void growsWhileTheClockStandsStillOrGoesBack() {
    var times = List.of(NOW, NOW, NOW.minusSeconds(3600), NOW.plusMillis(1), NOW).iterator();
    var clock = new TidClock(times::next, 1023);
    long[] expected = {0, 1, 2, 1000, 1001};
    for (long after : expected) {
      assertThat(clock.next(null).micros() - NOW_MICROS).isEqualTo(after);
    }
  }

  @Test
  void passesTheRevisionItIsGiven() {
    var clock = new TidClock(InstantSource.fixed(NOW), 0);
    var ahead = Tid.of(NOW_MICROS + 5, 1023);
    assertThat(clock.next(ahead)).isEqualTo(Tid.of(NOW_MICROS + 6, 0));
    assertThat(clock.next(Tid.of(3, 9))).isEqualTo(Tid.of(NOW_MICROS + 7, 0));
    assertThat(clock.next(null)).isEqualTo(Tid.of(NOW_MICROS + 8, 0));
  }

  @Test
  void givesNoIdTwiceToManyThreads() throws Exception {
    var clock = new TidClock(InstantSource.fixed(NOW), 0);
    Callable<List<Tid>> thousand =
        () -> {
          var tids = new ArrayList<Tid>();
          for (int i = 0; i < 1000; i++) {
            tids.add(clock.next(null));
          }
          return tids;
        };
    var all = new ArrayList<Tid>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var some : threads.invokeAll(List.of(thousand, thousand, thousand, thousand))) {
        assertThat(some.get()).isSorted();
        all.addAll(some.get());
      }
    }
    assertThat(all).hasSize(4000).doesNotHaveDuplicates();
  }
}
