package dev.tempest.atproto.crypto;

import dev.tempest.atproto.data.DecodeException;
import java.util.Arrays;

/**
 * The Bitcoin alphabet of base58, which multibase marks with {@code z}. Quadratic: for keys only.
 */
final class Base58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final byte[] VALUES = values();

  /** Far above any key, so that a hostile text costs nothing. */
  private static final int MAX_LENGTH = 256;

  private Base58() {}

  static String encode(byte[] content) {
    int zeros = 0;
    while (zeros < content.length && content[zeros] == 0) {
      zeros++;
    }
    byte[] digits = new byte[content.length * 138 / 100 + 1]; // log(256) / log(58), rounded up
    int length = 0;
    for (int i = zeros; i < content.length; i++) {
      int carry = content[i] & 0xff;
      for (int j = 0; j < length || carry != 0; j++) {
        carry += (j < length ? digits[j] : 0) << 8;
        digits[j] = (byte) (carry % 58);
        carry /= 58;
        length = Math.max(length, j + 1);
      }
    }
    var text = new StringBuilder(zeros + length).repeat('1', zeros);
    for (int i = length - 1; i >= 0; i--) {
      text.append(ALPHABET.charAt(digits[i]));
    }
    return text.toString();
  }

  static byte[] decode(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new DecodeException("base58 text of " + text.length() + " characters", MAX_LENGTH);
    }
    int zeros = 0;
    while (zeros < text.length() && text.charAt(zeros) == '1') {
      zeros++;
    }
    byte[] reversed = new byte[text.length()];
    int length = 0;
    for (int i = zeros; i < text.length(); i++) {
      int carry = digit(text, i);
      for (int j = 0; j < length || carry != 0; j++) {
        carry += (j < length ? reversed[j] & 0xff : 0) * 58;
        reversed[j] = (byte) carry;
        carry >>= 8;
        length = Math.max(length, j + 1);
      }
    }
    byte[] content = new byte[zeros + length];
    for (int i = 0; i < length; i++) {
      content[zeros + i] = reversed[length - 1 - i];
    }
    return content;
  }

  private static int digit(String text, int offset) {
    char c = text.charAt(offset);
    int value = c < VALUES.length ? VALUES[c] : -1;
    if (value < 0) {
      throw new DecodeException("not a base58 character", offset);
    }
    return value;
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = (byte) i;
    }
    return values;
  }
}
