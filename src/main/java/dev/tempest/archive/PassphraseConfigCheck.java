package dev.tempest.archive;

import dev.tempest.config.BootCheck;
import jakarta.inject.Singleton;
import java.util.List;

/** Refuses a passphrase that protects nothing. */
@Singleton
final class PassphraseConfigCheck implements BootCheck {
  private final PassphraseConfig config;

  PassphraseConfigCheck(PassphraseConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    try {
      Passphrase.configured(config);
      return List.of();
    } catch (ArchiveException e) {
      return List.of(Problem.fatal(Passphrase.VARIABLE, Passphrase.tooShort()));
    }
  }
}
