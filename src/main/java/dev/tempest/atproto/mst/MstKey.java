package dev.tempest.atproto.mst;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Keys of the tree: {@code collection/rkey} in ASCII. */
public final class MstKey {
  /** As many as a 256-bit digest can make, and the lowest. */
  static final int MOST_LAYERS = 129;

  /** Bits of the digest per layer: a fanout of four. */
  private static final int BITS_PER_LAYER = 2;

  private static final int LONGEST = 1024;
  private static final int MOST_SHOWN = 120;

  private MstKey() {}

  /** The layer that {@code key} lies on: its SHA-256's leading zero bits, by two. */
  public static int layer(String key) {
    byte[] digest = sha256().digest(key.getBytes(StandardCharsets.UTF_8));
    int zeros = 0;
    for (byte b : digest) {
      if (b != 0) {
        zeros += Integer.numberOfLeadingZeros(b & 0xff) - 24;
        break;
      }
      zeros += 8;
    }
    return zeros / BITS_PER_LAYER;
  }

  /** How many characters {@code left} and {@code right} start with in common. */
  public static int commonPrefix(String left, String right) {
    int most = Math.min(left.length(), right.length());
    int length = 0;
    while (length < most && left.charAt(length) == right.charAt(length)) {
      length++;
    }
    return length;
  }

  /** Refuses what no record path looks like. */
  static void require(String key) {
    int slash = key.indexOf('/');
    boolean valid =
        slash > 0
            && slash == key.lastIndexOf('/')
            && slash < key.length() - 1
            && key.length() <= LONGEST
            && key.chars().allMatch(MstKey::isAllowed);
    if (!valid) {
      throw new MstException("not a record path: " + shown(key));
    }
  }

  /** For messages: keys of strangers may be long. */
  static String shown(String key) {
    return key.length() <= MOST_SHOWN ? key : key.substring(0, MOST_SHOWN) + "…";
  }

  private static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_~-:./".indexOf(c) >= 0;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
