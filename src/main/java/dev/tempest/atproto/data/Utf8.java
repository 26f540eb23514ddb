package dev.tempest.atproto.data;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strict UTF-8: nothing is ever replaced by U+FFFD. */
public final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /** The encoded length, or -1 when {@code text} has an unpaired surrogate. */
  public static int length(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        continue;
      }
      bytes += c < 0x800 ? 1 : 2;
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          return -1;
        }
        i++; // the pair is two chars and four bytes
      }
    }
    return bytes;
  }

  /** Writes well-formed {@code text}; the caller has made room for {@link #length} bytes. */
  static void write(String text, byte[] target, int offset) {
    int at = offset;
    for (int i = 0; i < text.length(); i++) {
      int c = text.charAt(i);
      if (c < 0x80) {
        target[at++] = (byte) c;
        continue;
      }
      if (c < 0x800) {
        target[at++] = (byte) (0xc0 | c >> 6);
      } else {
        if (Character.isSurrogate((char) c)) {
          c = Character.toCodePoint((char) c, text.charAt(++i));
          target[at++] = (byte) (0xf0 | c >> 18);
          target[at++] = (byte) (0x80 | (c >> 12 & 0x3f));
        } else {
          target[at++] = (byte) (0xe0 | c >> 12);
        }
        target[at++] = (byte) (0x80 | (c >> 6 & 0x3f));
      }
      target[at++] = (byte) (0x80 | (c & 0x3f));
    }
  }

  static String read(byte[] source, int offset, int length) {
    // the JDK's decoder is the fastest there is and marks what it could not read
    String text = new String(source, offset, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      requireWellFormed(source, offset, length);
    }
    return text;
  }

  /** Orders as the encoded bytes do, shorter first: the key order of DAG-CBOR. */
  static int compareKeys(String a, String b) {
    int lengthOfA = length(a);
    int byLength = Integer.compare(lengthOfA, length(b));
    if (byLength != 0) {
      return byLength;
    }
    if (lengthOfA == a.length() && lengthOfA == b.length()) {
      return a.compareTo(b); // ASCII both
    }
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private static void requireWellFormed(byte[] source, int offset, int length) {
    var input = ByteBuffer.wrap(source, offset, length);
    var result =
        StandardCharsets.UTF_8.newDecoder().decode(input, CharBuffer.allocate(length), true);
    if (result.isError()) {
      throw new DecodeException("text is not UTF-8", input.position());
    }
  }
}
