package dev.tempest.sqlite;

import dev.tempest.config.RefusedStartException;
import java.nio.file.Path;

/** Another process holds the volume. */
public final class VolumeInUseException extends RefusedStartException {
  private final String holder;

  VolumeInUseException(Path dataDir, String holder) {
    super(
        "TEMPEST_DATA_DIR",
        "%s is in use by another Tempest (%s). Stop it first; one volume serves one server."
            .formatted(dataDir, holder),
        null);
    this.holder = holder;
  }

  /** {@code "pid 12 since 2026-01-01T00:00:00Z"}. */
  public String holder() {
    return holder;
  }
}
