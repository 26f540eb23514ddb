package dev.tempest.atproto.data;

/** What an item's first byte announces, in words for messages. */
final class CborNames {
  private CborNames() {}

  static String of(int initial) {
    return switch (initial >> Cbor.MAJOR_SHIFT) {
      case Cbor.UNSIGNED, Cbor.NEGATIVE -> "an integer";
      case Cbor.BYTES -> "bytes";
      case Cbor.TEXT -> "text";
      case Cbor.ARRAY -> "an array";
      case Cbor.MAP -> "a map";
      case Cbor.TAG -> "a tag";
      default ->
          switch (initial) {
            case Cbor.TRUE, Cbor.FALSE -> "a boolean";
            case Cbor.NULL -> "null";
            case 0xf9, 0xfa, 0xfb -> "a float";
            default -> "a simple value";
          };
    };
  }
}
