package dev.tempest.atproto.syntax;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/**
 * A point in time as text, in what RFC 3339 and ISO 8601 have in common: {@code
 * "1985-04-12T23:20:50.123Z"}, at most 64 characters. The text is kept as it came, since records
 * are signed as they are. Spec: /specs/lexicon, "datetime".
 */
public record Datetime(String value) {
  // nothing in it repeats without bound, and nothing backtracks
  private static final Pattern WELL_FORMED =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,20})?"
              + "(Z|(?!-00:00)[+-][0-9]{2}:[0-9]{2})");
  private static final Pattern BEYOND_NANOS = Pattern.compile("(?<=\\.[0-9]{9})[0-9]+");
  private static final Instant YEAR_ZERO = Instant.parse("0000-01-01T00:00:00Z");

  public Datetime {
    parse(value);
  }

  /** Whether the text has the form, though perhaps a thirteenth month. */
  public static boolean isWellFormed(String value) {
    return WELL_FORMED.matcher(value).matches();
  }

  /** The moment, cut to nanoseconds. */
  public Instant toInstant() {
    return parse(value);
  }

  private static Instant parse(String value) {
    if (!isWellFormed(value)) {
      throw new SyntaxException("datetime", value);
    }
    try {
      var instant = OffsetDateTime.parse(BEYOND_NANOS.matcher(value).replaceFirst("")).toInstant();
      if (!instant.isBefore(YEAR_ZERO)) {
        return instant;
      }
    } catch (DateTimeException noSuchDay) {
      // refused below
    }
    throw new SyntaxException("datetime", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
