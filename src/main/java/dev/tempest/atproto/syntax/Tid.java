package dev.tempest.atproto.syntax;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A sortable 13-character id: 53 bits of microseconds since 1970, then 10 of clock id. Spec:
 * /specs/tid.
 */
public record Tid(String value) implements Comparable<Tid> {
  static final long MOST_MICROS = (1L << 53) - 1;
  static final int MOST_CLOCK_ID = 1023;

  private static final String ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"; // sorts as its values
  private static final int LENGTH = 13;
  private static final int BITS = 5;
  private static final int CLOCK_ID_BITS = 10;
  private static final char HIGHEST_FIRST = 'j'; // 13 characters hold 65 bits, of which 64 are used

  public Tid {
    if (!isValid(value)) {
      throw new SyntaxException("tid", value);
    }
  }

  /**
   * The id of a moment.
   *
   * @throws IllegalArgumentException when {@code micros} does not fit into 53 bits, or {@code
   *     clockId} not into 10
   */
  public static Tid of(long micros, int clockId) {
    if (micros < 0 || micros > MOST_MICROS || clockId < 0 || clockId > MOST_CLOCK_ID) {
      throw new IllegalArgumentException("tid of " + micros + " micros, clock id " + clockId);
    }
    char[] text = new char[LENGTH];
    long rest = micros << CLOCK_ID_BITS | clockId;
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt((int) rest & 31);
      rest >>>= BITS;
    }
    return new Tid(new String(text));
  }

  public static boolean isValid(String value) {
    if (value.length() != LENGTH || value.charAt(0) > HIGHEST_FIRST) {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = value.charAt(i);
      if (!Ascii.isLower(c) && (c < '2' || c > '7')) {
        return false;
      }
    }
    return true;
  }

  /** Microseconds since 1970, as the one who made the id had them. */
  public long micros() {
    return toLong() >>> CLOCK_ID_BITS;
  }

  /** The same as {@link #micros}. */
  public Instant time() {
    return Instant.EPOCH.plus(micros(), ChronoUnit.MICROS);
  }

  public int clockId() {
    return (int) toLong() & MOST_CLOCK_ID;
  }

  /**
   * All bits. Orders as the text does, when compared as unsigned: ids that a clock made have a
   * first bit of 0, but the syntax does not insist.
   */
  public long toLong() {
    long bits = 0;
    for (int i = 0; i < LENGTH; i++) {
      char c = value.charAt(i);
      bits = bits << BITS | (c >= 'a' ? c - 'a' + 6 : c - '2');
    }
    return bits;
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
