package dev.tempest.lexicon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.fault.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FreshCacheTest {
  private static final Duration LITTLE = Duration.ofSeconds(1);

  private long now = 1;
  private Optional<String> answer = Optional.of("old");
  private boolean down;
  private int loads;
  private final List<Runnable> background = new ArrayList<>();
  private final FreshCache<String, String> cache =
      new FreshCache<>(() -> now, background::add, _ -> load());

  private Optional<String> load() {
    loads++;
    if (down) {
      throw new Refusal.UpstreamFailed("down");
    }
    return answer;
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void runBackground() {
    var tasks = List.copyOf(background);
    background.clear();
    tasks.forEach(Runnable::run);
  }

  @Test
  void answersFreshValuesFromMemory() {
    assertThat(cache.get("a")).contains("old");
    pass(FreshCache.FRESH.minus(LITTLE));
    assertThat(cache.get("a")).contains("old");
    assertThat(loads).isEqualTo(1);
    assertThat(background).isEmpty();
  }

  @Test
  void reloadsInTheBackgroundWhenNoLongerFresh() {
    cache.get("a");
    answer = Optional.of("new");
    pass(FreshCache.FRESH.plus(LITTLE));
    assertThat(cache.get("a")).contains("old");
    runBackground();
    assertThat(cache.get("a")).contains("new");
    assertThat(loads).isEqualTo(2);
  }

  @Test
  void forgetsInTheBackgroundWhatIsGone() {
    cache.get("a");
    answer = Optional.empty();
    pass(FreshCache.FRESH.plus(LITTLE));
    assertThat(cache.get("a")).contains("old");
    runBackground();
    assertThat(cache.get("a")).isEmpty();
  }

  @Test
  void keepsAValueThroughFailuresUntilItIsStale() {
    cache.get("a");
    down = true;
    pass(FreshCache.FRESH.plus(LITTLE));
    cache.get("a");
    runBackground();
    assertThat(cache.get("a")).contains("old");
    pass(FreshCache.STALE.minus(FreshCache.FRESH));
    assertThat(cache.get("a")).isEmpty();
  }

  @Test
  void remembersForAMinuteWhatWasNotFound() {
    answer = Optional.empty();
    assertThat(cache.get("a")).isEmpty();
    answer = Optional.of("new");
    pass(FreshCache.NEGATIVE.minus(LITTLE));
    assertThat(cache.get("a")).isEmpty();
    assertThat(loads).isEqualTo(1);
    pass(LITTLE.multipliedBy(2));
    assertThat(cache.get("a")).contains("new");
  }

  @Test
  void remembersFailuresLikeAbsence() {
    down = true;
    assertThat(cache.get("a")).isEmpty();
    assertThat(cache.get("a")).isEmpty();
    assertThat(loads).isEqualTo(1);
  }

  @Test
  void loadsAKeyOnceForAllWhoAsk() throws InterruptedException {
    var asked = new CountDownLatch(1);
    var open = new CountDownLatch(1);
    var count = new AtomicInteger();
    var slow =
        new FreshCache<String, String>(
            () -> 1,
            Runnable::run,
            key -> {
              count.incrementAndGet();
              asked.countDown();
              try {
                open.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return Optional.of(key);
            });
    var answers = new java.util.concurrent.ConcurrentLinkedQueue<Optional<String>>();
    var first = Thread.ofVirtual().start(() -> answers.add(slow.get("a")));
    asked.await();
    var second = Thread.ofVirtual().start(() -> answers.add(slow.get("a")));
    open.countDown();
    first.join();
    second.join();
    assertThat(answers).containsExactly(Optional.of("a"), Optional.of("a"));
    assertThat(count).hasValue(1);
  }
}
