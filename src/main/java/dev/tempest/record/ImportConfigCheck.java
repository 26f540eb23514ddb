package dev.tempest.record;

import dev.tempest.config.BootCheck;
import jakarta.inject.Singleton;
import java.util.List;

/** Refuses a limit for imports that makes no sense. */
@Singleton
final class ImportConfigCheck implements BootCheck {
  /** The limit of any request body. */
  private static final long MOST = 1L << 30;

  private final ImportConfig config;

  ImportConfigCheck(ImportConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    long bytes = config.maxRepoImportBytes();
    return bytes >= 1 && bytes <= MOST
        ? List.of()
        : List.of(
            Problem.fatal(
                "TEMPEST_MAX_REPO_IMPORT_BYTES",
                "must be from 1 to " + MOST + " bytes, for example 268435456"));
  }
}
