package dev.tempest.archive;

import com.exceptionfactory.jagged.framework.crypto.CipherKey;
import dev.tempest.archive.ArchiveException.Reason;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.util.Arrays;

/**
 * The key that wraps an archive's key, made from the passphrase. Its work factor is the logarithm
 * of scrypt's N; each step doubles time and memory. Spec: C2SP age.md, "The scrypt recipient type".
 */
final class ScryptKey {
  static final String TYPE = "scrypt";
  static final int SALT_LENGTH = 16;

  private static final byte[] LABEL =
      "age-encryption.org/v1/scrypt".getBytes(StandardCharsets.US_ASCII);

  private static final int BLOCK = 8;
  private static final int KEY_LENGTH = 32;
  private static final int BYTES_PER_N = 128 * BLOCK;

  /** What {@code age} writes too: 256 MiB, about a second. */
  private static final int USUAL = 18;

  /** Below this, trying passphrases would be cheap: 16 MiB. */
  private static final int LEAST = 14;

  private static final int MOST = 20;

  private ScryptKey() {}

  /**
   * The work factor to write with: the usual one, or less where that would take more than a quarter
   * of the memory this process may have, since a server goes on serving meanwhile.
   */
  static int affordable(long maxMemory) {
    int factor = USUAL;
    while (factor > LEAST && memory(factor) > maxMemory / 4) {
      factor--;
    }
    return factor;
  }

  /** Refuses a work factor that no archive of ours has, or that this process cannot afford. */
  static void requireAffordable(int workFactor, long maxMemory) {
    if (workFactor > MOST) {
      throw new ArchiveException(
          Reason.KEY_TOO_COSTLY,
          "the archive asks for a work factor of %d; at most %d is accepted"
              .formatted(workFactor, MOST));
    }
    if (memory(workFactor) > maxMemory / 4 * 3) {
      throw new ArchiveException(
          Reason.KEY_TOO_COSTLY,
          ("the archive's key needs %d MiB of memory for a moment, and this process may have %d MiB:"
                  + " run it with -Xmx%dm")
              .formatted(memory(workFactor) >> 20, maxMemory >> 20, memory(workFactor) >> 19));
    }
  }

  static CipherKey of(Passphrase passphrase, byte[] salt, int workFactor) {
    byte[] labelled = Arrays.concatenate(LABEL, salt);
    return new CipherKey(
        SCrypt.generate(passphrase.utf8(), labelled, 1 << workFactor, BLOCK, 1, KEY_LENGTH));
  }

  private static long memory(int workFactor) {
    return (long) BYTES_PER_N << workFactor;
  }
}
