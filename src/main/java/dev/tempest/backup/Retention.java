package dev.tempest.backup;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Which backups are kept: the newest so many, and the newest of so many days and weeks (UTC, of
 * those that have a backup). Zeros alone keep everything.
 */
public record Retention(int last, int daily, int weekly) {
  /** A backup that is whole, wherever it lies. */
  record Dated(String name, Instant madeAt) {}

  private boolean keepsEverything() {
    return last == 0 && daily == 0 && weekly == 0;
  }

  /** The names of those to keep, of which the newest is always one. */
  Set<String> kept(List<Dated> newestFirst) {
    var kept = new HashSet<String>();
    newestFirst.stream()
        .limit(keepsEverything() ? Long.MAX_VALUE : Math.max(1, last))
        .forEach(backup -> kept.add(backup.name()));
    newestOfEach(newestFirst, daily, day -> day, kept);
    newestOfEach(newestFirst, weekly, Retention::week, kept);
    return kept;
  }

  private static String week(LocalDate day) {
    return day.get(IsoFields.WEEK_BASED_YEAR) + "-" + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
  }

  private static void newestOfEach(
      List<Dated> newestFirst, int most, Function<LocalDate, Object> span, Set<String> kept) {
    var spans = new HashSet<Object>();
    for (Dated backup : newestFirst) {
      var of = span.apply(backup.madeAt().atZone(ZoneOffset.UTC).toLocalDate());
      if (spans.size() < most && spans.add(of)) {
        kept.add(backup.name());
      }
    }
  }
}
