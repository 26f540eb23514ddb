package dev.tempest.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** {@code tempest-backup-<UTC stamp>-<4 hex>}: its time is in a backup's name, wherever it lies. */
final class BackupName {
  private static final String PREFIX = "tempest-backup-";
  private static final int STAMP_LENGTH = "20260101T000000Z".length();
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private BackupName() {}

  static String at(Instant time) {
    return "%s%s-%04x"
        .formatted(PREFIX, STAMP.format(time), ThreadLocalRandom.current().nextInt(1 << 16));
  }

  /** Empty when {@code name} is no backup's. */
  static Optional<Instant> time(String name) {
    if (!BackupLayout.NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    String stamp = name.substring(PREFIX.length(), PREFIX.length() + STAMP_LENGTH);
    try {
      return Optional.of(STAMP.parse(stamp, Instant::from));
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }
}
