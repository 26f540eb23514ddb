package dev.tempest.cli;

import dev.tempest.archive.Passphrase;
import dev.tempest.archive.PassphraseConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The passphrase of an archive that a command writes or reads: a mixin. */
final class ArchivePassphrase {
  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description =
          "The archive's passphrase is its first line, rather than TEMPEST_BACKUP_PASSPHRASE.")
  @Nullable String file;

  boolean isGiven() {
    return file != null;
  }

  /** {@code path} finds the file that the operator means. */
  Optional<Passphrase> get(PassphraseConfig config, Function<String, Path> path) {
    return file == null
        ? Passphrase.configured(config)
        : Optional.of(Passphrase.ofFile(path.apply(file)));
  }
}
