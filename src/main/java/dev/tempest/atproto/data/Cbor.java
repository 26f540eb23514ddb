package dev.tempest.atproto.data;

/** The numbers of RFC 8949 that DAG-CBOR uses. */
final class Cbor {
  static final int UNSIGNED = 0;
  static final int NEGATIVE = 1;
  static final int BYTES = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;
  static final int MAP = 5;
  static final int TAG = 6;
  static final int SIMPLE = 7;

  /** The major type is the upper three bits of an item's first byte. */
  static final int MAJOR_SHIFT = 5;

  /** The lower five bits of it: an argument below 24, or how many bytes the argument takes. */
  static final int INFO_MASK = 0x1f;

  static final int ONE_BYTE = 24;
  static final int TWO_BYTES = 25;
  static final int FOUR_BYTES = 26;
  static final int EIGHT_BYTES = 27;
  static final int INDEFINITE = 31;

  static final int FALSE = 0xf4;
  static final int TRUE = 0xf5;
  static final int NULL = 0xf6;

  /** Tag 42 over 37 bytes, the first of them the multibase prefix of binary CIDs. */
  static final byte[] LINK_PREFIX = {(byte) 0xd8, 42, 0x58, Cid.LENGTH + 1, 0};

  static final int LINK_LENGTH = LINK_PREFIX.length + Cid.LENGTH;

  private Cbor() {}
}
