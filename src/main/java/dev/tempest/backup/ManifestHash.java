package dev.tempest.backup;

import dev.tempest.files.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A manifest's own hash: its last field, over every byte before the comma in front of it. It finds
 * damage; whoever can change the file can change the hash too.
 */
final class ManifestHash {
  private static final String BEFORE = ",\n\"sha256\":\"";
  private static final String AFTER = "\"}\n";
  private static final int DIGITS = 64;
  private static final int TAIL = BEFORE.length() + DIGITS + AFTER.length();

  private ManifestHash() {}

  /** The end of a manifest whose bytes so far have {@code digest}. */
  static byte[] tail(byte[] digest) {
    return (BEFORE + HexFormat.of().formatHex(digest) + AFTER).getBytes(StandardCharsets.UTF_8);
  }

  static void require(Path manifest) throws IOException {
    long before = Files.size(manifest) - TAIL;
    var digest = Sha256.digest();
    try (var content = new DigestInputStream(Files.newInputStream(manifest), digest)) {
      if (before > 0) {
        skip(content, before);
        byte[] expected = tail(digest.digest());
        if (MessageDigest.isEqual(content.readAllBytes(), expected)) {
          return;
        }
      }
    }
    throw new BackupException(manifest + " is damaged: it does not hash to what it says");
  }

  private static void skip(InputStream content, long bytes) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long left = bytes;
    while (left > 0) {
      int read = content.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }

  /** Tells paths apart in eight bytes: one pair in a million millions would be taken for equal. */
  static long shortHash(String path) {
    return ByteBuffer.wrap(Sha256.digest().digest(path.getBytes(StandardCharsets.UTF_8))).getLong();
  }
}
