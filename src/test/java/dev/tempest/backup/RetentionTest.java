package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which of many backups stay. */
class RetentionTest {
  private static final Instant NEWEST = Instant.parse("2026-03-04T22:00:00Z"); // a Wednesday

  /** One every twelve hours, named by how many came after it. */
  private static List<Retention.Dated> everyTwelveHours(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Retention.Dated(
                    Integer.toString(i), NEWEST.minus(Duration.ofHours(12).multipliedBy(i))))
        .toList();
  }

  @Test
  void keepsTheNewest() {
    assertThat(new Retention(3, 0, 0).kept(everyTwelveHours(10)))
        .containsExactlyInAnyOrder("0", "1", "2");
  }

  @Test
  void keepsTheNewestOfEachDay() {
    assertThat(new Retention(1, 3, 0).kept(everyTwelveHours(10)))
        .containsExactlyInAnyOrder("0", "2", "4");
  }

  @Test
  void keepsTheNewestOfEachWeek() {
    // the week began on Monday, five backups ago
    assertThat(new Retention(0, 0, 2).kept(everyTwelveHours(20)))
        .containsExactlyInAnyOrder("0", "6");
  }

  @Test
  void countsOnlyDaysThatHaveABackup() {
    var sparse =
        List.of(
            new Retention.Dated("new", NEWEST),
            new Retention.Dated("old", NEWEST.minus(Duration.ofDays(40))),
            new Retention.Dated("older", NEWEST.minus(Duration.ofDays(90))));
    assertThat(new Retention(0, 2, 0).kept(sparse)).containsExactlyInAnyOrder("new", "old");
  }

  @Test
  void zerosKeepEverything() {
    assertThat(new Retention(0, 0, 0).kept(everyTwelveHours(10))).hasSize(10);
  }

  @Test
  void theNewestAlwaysStays() {
    assertThat(new Retention(0, 1, 0).kept(everyTwelveHours(10))).containsExactly("0");
    assertThat(new Retention(1, 0, 0).kept(List.of())).isEmpty();
  }
}
