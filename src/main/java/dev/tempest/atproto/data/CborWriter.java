package dev.tempest.atproto.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes DRISL/DAG-CBOR tokens into a growing buffer, each in its shortest form. The caller brings
 * map keys in canonical order and as many entries as it announced.
 */
public final class CborWriter {
  private static final int UNSIGNED = 0;
  private static final int NEGATIVE = 1 << 5;
  private static final int BYTES = 2 << 5;
  private static final int TEXT = 3 << 5;
  private static final int ARRAY = 4 << 5;
  private static final int MAP = 5 << 5;
  private static final int LINK_TAG_HEAD = 0xd8;
  private static final int LINK_TAG = 42;
  private static final int FALSE = 0xf4;
  private static final int TRUE = 0xf5;
  private static final int NULL = 0xf6;
  private static final int LONGEST_HEAD = 9;

  private byte[] buffer;
  private int size;

  public CborWriter() {
    this(256);
  }

  public CborWriter(int expectedSize) {
    buffer = new byte[expectedSize];
  }

  public CborWriter map(int entries) {
    head(MAP, entries);
    return this;
  }

  public CborWriter array(int items) {
    head(ARRAY, items);
    return this;
  }

  public CborWriter text(String text) {
    int length = text.length();
    reserve(LONGEST_HEAD + length);
    int start = size;
    head(TEXT, length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        size = start;
        return longText(text);
      }
      buffer[size++] = (byte) c;
    }
    return this;
  }

  private CborWriter longText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    head(TEXT, utf8.length);
    return raw(utf8);
  }

  public CborWriter bytes(byte[] content) {
    head(BYTES, content.length);
    return raw(content);
  }

  public CborWriter bytes(Bytes content) {
    return bytes(content.unwrap());
  }

  /** A CID as tag 42 over a byte string that starts with the identity multibase prefix, 0. */
  public CborWriter link(Cid cid) {
    reserve(5 + Cid.LENGTH);
    buffer[size++] = (byte) LINK_TAG_HEAD;
    buffer[size++] = LINK_TAG;
    head(BYTES, Cid.LENGTH + 1);
    buffer[size++] = 0;
    cid.copyTo(buffer, size);
    size += Cid.LENGTH;
    return this;
  }

  public CborWriter integer(long value) {
    if (value >= 0) {
      head(UNSIGNED, value);
    } else {
      head(NEGATIVE, -1 - value);
    }
    return this;
  }

  public CborWriter bool(boolean value) {
    return one(value ? TRUE : FALSE);
  }

  public CborWriter nil() {
    return one(NULL);
  }

  /** Bytes that are encoded already. */
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

  private CborWriter one(int value) {
    reserve(1);
    buffer[size++] = (byte) value;
    return this;
  }

  private void head(int major, long value) {
    reserve(LONGEST_HEAD);
    if (value < 24) {
      buffer[size++] = (byte) (major | value);
    } else if (value <= 0xff) {
      argument(major | 24, value, 1);
    } else if (value <= 0xffff) {
      argument(major | 25, value, 2);
    } else if (value <= 0xffff_ffffL) {
      argument(major | 26, value, 4);
    } else {
      argument(major | 27, value, 8);
    }
  }

  private void argument(int initial, long value, int length) {
    buffer[size++] = (byte) initial;
    for (int shift = (length - 1) * 8; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
  }

  private void reserve(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }
}
