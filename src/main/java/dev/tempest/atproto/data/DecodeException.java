package dev.tempest.atproto.data;

/** Bytes or text that do not decode; {@code offset} counts bytes from the start of the input. */
public final class DecodeException extends RuntimeException {
  private final long offset;

  public DecodeException(String message, long offset) {
    super(message + " at offset " + offset);
    this.offset = offset;
  }

  public long offset() {
    return offset;
  }
}
