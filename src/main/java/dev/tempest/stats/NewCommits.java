package dev.tempest.stats;

import dev.tempest.atproto.syntax.Tid;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The commits of one repository that were not counted before, by week. */
final class NewCommits {
  private final @Nullable Tid counted;
  private final Set<Tid> added = new HashSet<>();
  private final Map<LocalDate, Long> byMonday = new TreeMap<>();
  private @Nullable Tid last;

  /**
   * @param counted the revision up to which they were
   */
  NewCommits(@Nullable Tid counted) {
    this.counted = counted;
    this.last = counted;
  }

  boolean isNew(Tid rev) {
    return counted == null || rev.compareTo(counted) > 0;
  }

  /** Counts a commit, and remembers that it did. */
  void add(Tid rev) {
    if (added.add(rev)) {
      count(rev);
    }
  }

  /** Counts a commit that comes once: there may be a million of these. */
  void addUnlessKnown(Tid rev) {
    if (!added.contains(rev)) {
      count(rev);
    }
  }

  private void count(Tid rev) {
    byMonday.merge(mondayOf(rev.time()), 1L, Long::sum);
    if (last == null || rev.compareTo(last) > 0) {
      last = rev;
    }
  }

  /** The newest commit that is counted; null when there is none. */
  @Nullable Tid last() {
    return last;
  }

  Map<LocalDate, Long> byMonday() {
    return byMonday;
  }

  static LocalDate mondayOf(Instant time) {
    return time.atOffset(ZoneOffset.UTC)
        .toLocalDate()
        .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }
}
