package dev.tempest.cli;

import java.util.Locale;
import java.util.regex.Pattern;

/** Bytes as people read them. */
public final class Size {
  private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

  private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\s*([kKMGT]?)B?");

  private Size() {}

  /** The reverse: {@code "500MB"}, or a number of bytes. */
  public static long parse(String text) {
    var matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw CommandException.usage("not a size, as 500MB or 2GB: " + text);
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor(matcher.group(2)));
    } catch (ArithmeticException tooLarge) {
      throw CommandException.usage("too large a size: " + text);
    }
  }

  private static long factor(String unit) {
    return switch (unit) {
      case "k", "K" -> 1_000;
      case "M" -> 1_000_000;
      case "G" -> 1_000_000_000;
      case "T" -> 1_000_000_000_000L;
      default -> 1;
    };
  }

  /** {@code "1.2 MB"}, in powers of a thousand. */
  public static String of(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes / 1000.0;
    int unit = 0;
    while (value >= 999.95 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
