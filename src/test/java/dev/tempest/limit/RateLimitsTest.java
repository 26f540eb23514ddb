package dev.tempest.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private static final Limit FIVE_A_MINUTE = new Limit("test", 5, Duration.ofMinutes(1));

  private Instant now = Instant.parse("2026-01-01T00:00:00.500Z");
  private final RateLimits limits = new RateLimits((InstantSource) () -> now);

  @Test
  void countsDownAndSaysWhenAllAreBack() {
    var first = limits.take(FIVE_A_MINUTE, "a", 1);
    assertThat(first.granted()).isTrue();
    assertThat(first.remaining()).isEqualTo(4);
    now = now.plusSeconds(20);
    var second = limits.take(FIVE_A_MINUTE, "a", 3);
    assertThat(second.remaining()).isEqualTo(1);
    assertThat(second.resetAt()).isEqualTo(Instant.parse("2026-01-01T00:01:00Z").getEpochSecond());
  }

  @Test
  void takesAllOrNothing() {
    limits.take(FIVE_A_MINUTE, "a", 3);
    now = now.plusSeconds(20);
    var refused = limits.take(FIVE_A_MINUTE, "a", 3);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.remaining()).isEqualTo(2);
    assertThat(refused.retryAfter()).isEqualTo(40);
    assertThat(limits.take(FIVE_A_MINUTE, "a", 2).granted()).isTrue();
  }

  @Test
  void startsAnewAfterTheWindow() {
    limits.take(FIVE_A_MINUTE, "a", 5);
    now = now.plusSeconds(59);
    assertThat(limits.take(FIVE_A_MINUTE, "a", 1).granted()).isFalse();
    assertThat(limits.isExhausted(FIVE_A_MINUTE, "a")).isTrue();
    now = now.plusSeconds(1);
    assertThat(limits.isExhausted(FIVE_A_MINUTE, "a")).isFalse();
    assertThat(limits.take(FIVE_A_MINUTE, "a", 1).remaining()).isEqualTo(4);
  }

  @Test
  void keepsKeysAndLimitsApart() {
    limits.take(FIVE_A_MINUTE, "a", 5);
    assertThat(limits.take(FIVE_A_MINUTE, "b", 1).granted()).isTrue();
    var other = new Limit("other", 5, Duration.ofMinutes(1));
    assertThat(limits.take(other, "a", 1).granted()).isTrue();
  }

  @Test
  void aRefusalIsTighterThanAnyGrant() {
    var granted = limits.take(FIVE_A_MINUTE, "a", 5);
    var refused = new Standing(FIVE_A_MINUTE, false, 3, 0, 1);
    assertThat(refused.isTighterThan(granted)).isTrue();
    assertThat(granted.isTighterThan(refused)).isFalse();
  }
}
