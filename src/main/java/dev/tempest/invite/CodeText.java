package dev.tempest.invite;

import dev.tempest.atproto.data.Base32;
import dev.tempest.config.ServerConfig;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Locale;

/** Makes up codes: {@code "pds-example-com-xxxxx-xxxxx"}, of which nobody guesses the end. */
@Singleton
final class CodeText {
  /** Two groups of five base32 characters: 50 bits. */
  private static final int GROUP = 5;

  private static final int BYTES = 7;

  private final String prefix;
  private final SecureRandom random = new SecureRandom();

  CodeText(ServerConfig server) {
    this.prefix = server.hostname().replace('.', '-') + "-";
  }

  String next() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String text = Base32.encode(bytes);
    return prefix + text.substring(0, GROUP) + "-" + text.substring(GROUP, 2 * GROUP);
  }

  /** {@code typed} as it was made: people copy codes from letters. */
  static String normalized(String typed) {
    return typed.strip().toLowerCase(Locale.ROOT);
  }
}
