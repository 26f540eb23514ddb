package dev.tempest.atproto.syntax;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/**
 * A moment as records write it: the part that RFC 3339, ISO 8601 and HTML have in common, at most
 * 64 characters. Spec: /specs/lexicon, "datetime".
 */
public record Datetime(String value) {
  private static final int LONGEST = 64;
  private static final Pattern SYNTAX =
      Pattern.compile(
          "\\d{4}-[01]\\d-[0-3]\\d"
              + "T[0-2]\\d:[0-6]\\d:[0-6]\\d(\\.\\d{1,20})?"
              + "(Z|[+-][0-2]\\d:[0-5]\\d)");

  public Datetime {
    if (!isWellFormed(value)) {
      throw new SyntaxException("datetime", value);
    }
    parse(value);
  }

  /** Whether {@code text} looks like one; the month may still be the thirteenth. */
  static boolean isWellFormed(String text) {
    return text.length() <= LONGEST && SYNTAX.matcher(text).matches() && !text.endsWith("-00:00");
  }

  private static void parse(String text) {
    try {
      int zone = text.endsWith("Z") ? text.length() - 1 : text.length() - 6;
      var date = LocalDate.parse(text.substring(0, 10));
      var time = LocalTime.parse(text.substring(11, Math.min(19, zone)));
      var moment = OffsetDateTime.of(date, time, ZoneOffset.of(text.substring(zone)));
      if (moment.withOffsetSameInstant(ZoneOffset.UTC).getYear() < 0) {
        throw new SyntaxException("datetime", text);
      }
    } catch (DateTimeException e) {
      throw new SyntaxException("datetime", text);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
