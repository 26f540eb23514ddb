package dev.tempest.admin;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Times as answers show them. */
final class Times {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Times() {}

  static String show(Instant time) {
    return FORMAT.format(time);
  }

  static @Nullable String showOrNull(@Nullable Instant time) {
    return time == null ? null : show(time);
  }
}
