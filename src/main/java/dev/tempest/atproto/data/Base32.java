package dev.tempest.atproto.data;

/** RFC 4648 base32 in lower case without padding, as multibase {@code b} and did:plc use it. */
public final class Base32 {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final byte[] VALUES = values();

  private Base32() {}

  public static String encode(byte[] content) {
    var text = new StringBuilder((content.length * 8 + 4) / 5);
    int buffer = 0;
    int bits = 0;
    for (byte b : content) {
      buffer = (buffer << 8 | (b & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(ALPHABET.charAt(buffer >> bits & 31));
      }
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt(buffer << (5 - bits) & 31));
    }
    return text.toString();
  }

  /** Refuses other characters, lengths that no encoder makes, and non-zero padding bits. */
  public static byte[] decode(String text) {
    byte[] content = new byte[text.length() * 5 / 8];
    int buffer = 0;
    int bits = 0;
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int value = c < VALUES.length ? VALUES[c] : -1;
      if (value < 0) {
        throw new DecodeException("not a base32 character", i);
      }
      buffer = (buffer << 5 | value) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        content[length++] = (byte) (buffer >> bits);
      }
    }
    if (bits >= 5 || (buffer & (1 << bits) - 1) != 0) {
      throw new DecodeException("base32 text ends in loose bits", text.length());
    }
    return content;
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    java.util.Arrays.fill(values, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = (byte) i;
    }
    return values;
  }
}
