package dev.tempest.cli;

import java.util.regex.Pattern;

/** A number of bytes as the operator gives it. */
final class Size {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\s*([kKMGT]?)B?");

  private Size() {}

  /** {@code "500MB"}, or a number of bytes. */
  static long parse(String text) {
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
}
