package dev.tempest.atproto.syntax;

import java.util.regex.Pattern;

/**
 * A sortable 13-character id: 53 bits of Unix microseconds, then 10 of clock id. Spec: /specs/tid.
 */
public record Tid(String value) implements Comparable<Tid> {
  private static final Pattern SYNTAX = Pattern.compile("[2-7a-j][2-7a-z]{12}");
  private static final String ALPHABET = "234567abcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 13;
  private static final int CLOCK_ID_BITS = 10;

  public Tid {
    if (!SYNTAX.matcher(value).matches()) {
      throw new SyntaxException("tid", value);
    }
  }

  /** {@code clockId} is 0 to 1023. */
  public static Tid of(long micros, int clockId) {
    return ofLong(micros << CLOCK_ID_BITS | clockId);
  }

  static Tid ofLong(long bits) {
    char[] text = new char[LENGTH];
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt((int) (bits & 31));
      bits >>>= 5;
    }
    return new Tid(new String(text));
  }

  /** The 63 bits that the text stands for. */
  public long toLong() {
    long bits = 0;
    for (int i = 0; i < LENGTH; i++) {
      bits = bits << 5 | ALPHABET.indexOf(value.charAt(i));
    }
    return bits;
  }

  public long micros() {
    return toLong() >>> CLOCK_ID_BITS;
  }

  public int clockId() {
    return (int) (toLong() & (1 << CLOCK_ID_BITS) - 1);
  }

  @Override
  public int compareTo(Tid other) {
    return value.compareTo(other.value); // the alphabet sorts like the integer
  }

  @Override
  public String toString() {
    return value;
  }
}
