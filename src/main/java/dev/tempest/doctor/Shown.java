package dev.tempest.doctor;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Shown {
  private static final int THOUSAND = 1_000;
  private static final String UNITS = "kMGTP";

  private Shown() {}

  static String bytes(long bytes) {
    double amount = bytes;
    int unit = -1;
    while (amount >= THOUSAND && unit < UNITS.length() - 1) {
      amount /= THOUSAND;
      unit++;
    }
    return unit < 0
        ? bytes + " B"
        : String.format(Locale.ROOT, "%.1f %cB", amount, UNITS.charAt(unit));
  }

  static String time(Duration time) {
    if (time.toDays() > 1) {
      return time.toDays() + " days";
    }
    if (time.toHours() > 1) {
      return time.toHours() + " hours";
    }
    return time.toMinutes() > 1 ? time.toMinutes() + " minutes" : time.toSeconds() + " s";
  }
}
