package dev.tempest.control;

import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Where on a volume its server listens for commands. */
final class ControlSocket {
  private static final String NAME = ".control";

  /** {@code sun_path} holds 108 bytes, the last one zero. */
  private static final int LONGEST = 107;

  private ControlSocket() {}

  static Path path(Path dataDir) {
    return dataDir.toAbsolutePath().normalize().resolve(NAME);
  }

  /** Empty when the path is too long for the operating system. */
  static Optional<UnixDomainSocketAddress> address(Path dataDir) {
    Path path = path(dataDir);
    return path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST
        ? Optional.empty()
        : Optional.of(UnixDomainSocketAddress.of(path));
  }
}
