package dev.tempest.archive;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** How archives are encrypted. */
@ConfigMapping(prefix = "tempest.backup")
public interface PassphraseConfig {
  /** {@code TEMPEST_BACKUP_PASSPHRASE}: encrypts every archive that is made. */
  Optional<String> passphrase();
}
