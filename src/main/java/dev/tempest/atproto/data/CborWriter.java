package dev.tempest.atproto.data;

import java.util.Arrays;

/**
 * Writes DAG-CBOR items one after the other into a growing array, each in its shortest form. The
 * caller announces how many items or fields follow, and writes the fields of a map in canonical
 * order: shorter keys first, then by bytes. Not thread-safe. Spec: /specs/data-model, "Data Types".
 */
public final class CborWriter {
  private static final int INITIAL_CAPACITY = 256;
  private static final int LARGEST_HEAD = 9;

  private byte[] buffer;
  private int size;

  public CborWriter() {
    this(INITIAL_CAPACITY);
  }

  /** For callers that know about how many bytes they will write. */
  public CborWriter(int capacity) {
    buffer = new byte[capacity];
  }

  /** Opens a map of {@code fields} fields: that many times a text and any item follow. */
  public CborWriter map(int fields) {
    return head(Cbor.MAP, fields);
  }

  /** Opens an array: {@code items} items follow. */
  public CborWriter array(int items) {
    return head(Cbor.ARRAY, items);
  }

  /**
   * Writes a text, or the key of a field.
   *
   * @throws IllegalArgumentException when the text has an unpaired surrogate, which UTF-8 cannot
   *     express; the readers never give such text
   */
  public CborWriter text(String value) {
    int length = value.length();
    int start = size;
    head(Cbor.TEXT, length);
    reserve(length);
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        size = start;
        return encodedText(value);
      }
      buffer[size + i] = (byte) c;
    }
    size += length;
    return this;
  }

  public CborWriter bytes(byte[] value) {
    head(Cbor.BYTES, value.length);
    return raw(value);
  }

  public CborWriter bytes(Bytes value) {
    return bytes(value.unwrap());
  }

  public CborWriter link(Cid value) {
    reserve(Cbor.LINK_LENGTH);
    System.arraycopy(Cbor.LINK_PREFIX, 0, buffer, size, Cbor.LINK_PREFIX.length);
    value.copyTo(buffer, size + Cbor.LINK_PREFIX.length);
    size += Cbor.LINK_LENGTH;
    return this;
  }

  public CborWriter integer(long value) {
    return value >= 0 ? head(Cbor.UNSIGNED, value) : head(Cbor.NEGATIVE, ~value);
  }

  public CborWriter bool(boolean value) {
    return put(value ? Cbor.TRUE : Cbor.FALSE);
  }

  public CborWriter nil() {
    return put(Cbor.NULL);
  }

  /** Appends items that are encoded already. */
  public CborWriter raw(byte[] encoded) {
    reserve(encoded.length);
    System.arraycopy(encoded, 0, buffer, size, encoded.length);
    size += encoded.length;
    return this;
  }

  public int size() {
    return size;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  private CborWriter encodedText(String value) {
    int length = Utf8.length(value);
    if (length < 0) {
      throw new IllegalArgumentException("text with an unpaired surrogate");
    }
    head(Cbor.TEXT, length);
    reserve(length);
    Utf8.write(value, buffer, size);
    size += length;
    return this;
  }

  private CborWriter put(int value) {
    reserve(1);
    buffer[size++] = (byte) value;
    return this;
  }

  private CborWriter head(int major, long argument) {
    reserve(LARGEST_HEAD);
    int type = major << Cbor.MAJOR_SHIFT;
    if (argument < Cbor.ONE_BYTE) {
      buffer[size++] = (byte) (type | (int) argument);
    } else if (argument <= 0xff) {
      buffer[size++] = (byte) (type | Cbor.ONE_BYTE);
      buffer[size++] = (byte) argument;
    } else if (argument <= 0xffff) {
      buffer[size++] = (byte) (type | Cbor.TWO_BYTES);
      bigEndian(argument, 2);
    } else if (argument <= 0xffff_ffffL) {
      buffer[size++] = (byte) (type | Cbor.FOUR_BYTES);
      bigEndian(argument, 4);
    } else {
      buffer[size++] = (byte) (type | Cbor.EIGHT_BYTES);
      bigEndian(argument, 8);
    }
    return this;
  }

  private void bigEndian(long value, int width) {
    for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >> shift);
    }
  }

  private void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > buffer.length) {
      long doubled = Math.min(buffer.length * 2L, Integer.MAX_VALUE - 8);
      buffer = Arrays.copyOf(buffer, (int) Math.max(needed, doubled));
    }
  }
}
