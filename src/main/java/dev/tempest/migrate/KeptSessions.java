package dev.tempest.migrate;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.secret.Secrets;
import dev.tempest.secret.UnsealException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Refresh tokens on disk, sealed under {@code SECRET_KEY_BASE} like the accounts' keys, so that
 * whoever resumes need not log in again. Passwords are never kept.
 */
final class KeptSessions {
  private static final String PURPOSE = "migration-session:";

  private final MigrationFolder folder;
  private final Secrets secrets;

  KeptSessions(MigrationFolder folder, Secrets secrets) {
    this.folder = folder;
    this.secrets = secrets;
  }

  /**
   * @param name of the server's part, {@code source} or {@code target}
   */
  void keep(String name, Tokens tokens) {
    var plain = Bytes.wrap(tokens.refresh().getBytes(StandardCharsets.UTF_8));
    folder.write(file(name), secrets.seal(plain, PURPOSE + name).unwrap());
  }

  /** The refresh token; empty also when {@code SECRET_KEY_BASE} is another by now. */
  Optional<String> find(String name) {
    Path file = folder.root().resolve(file(name));
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      var plain = secrets.open(Bytes.wrap(Files.readAllBytes(file)), PURPOSE + name);
      return Optional.of(new String(plain.unwrap(), StandardCharsets.UTF_8));
    } catch (IOException | UnsealException unreadable) {
      return Optional.empty();
    }
  }

  private static String file(String name) {
    return name + ".session";
  }
}
