package dev.tempest.testing;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages bytes in one of the ways that networks, disks and strangers do. */
public final class Mutation {
  private Mutation() {}

  /** A changed copy of {@code valid}, which must not be empty. */
  public static byte[] of(byte[] valid, SplittableRandom random) {
    byte[] changed = valid.clone();
    for (int i = random.nextInt(3); i >= 0 && changed.length > 0; i--) {
      changed = once(changed, random);
    }
    return changed;
  }

  private static byte[] once(byte[] source, SplittableRandom random) {
    int at = random.nextInt(source.length);
    byte[] changed = source.clone();
    switch (random.nextInt(6)) {
      case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> changed[at] = (byte) random.nextInt(256);
      case 2 -> Arrays.fill(changed, at, Math.min(at + 9, changed.length), (byte) 0xff);
      case 3 -> changed = Arrays.copyOf(source, at);
      case 4 -> changed = Arrays.copyOf(source, source.length + 1 + random.nextInt(4));
      default -> { // a piece moves somewhere else
        int length = random.nextInt(1 + source.length - at);
        System.arraycopy(source, at, changed, random.nextInt(1 + source.length - length), length);
      }
    }
    return changed;
  }
}
