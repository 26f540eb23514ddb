package dev.tempest.atproto.car;

/** Unsigned LEB128 numbers, which CAR files put before each section. */
final class Varint {
  /** Enough for any length of an array. */
  static final int LONGEST = 5;

  static final int BITS = 7;
  static final int MORE = 0x80;

  private Varint() {}

  /** Writes {@code value} and gives the offset behind it. */
  static int write(int value, byte[] target, int offset) {
    int at = offset;
    int rest = value;
    while (rest >= MORE) {
      target[at++] = (byte) (rest | MORE);
      rest >>>= BITS;
    }
    target[at++] = (byte) rest;
    return at;
  }
}
