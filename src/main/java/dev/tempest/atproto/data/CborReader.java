package dev.tempest.atproto.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads DRISL/DAG-CBOR tokens in place. Strict: shortest forms only, definite lengths, no floats,
 * no tag but 42, valid UTF-8, map keys as {@link #key} finds them in canonical order. Memory is
 * bounded by the input's length whatever it declares. Every fault is a {@link DecodeException} with
 * the offset of the token at fault.
 */
public final class CborReader {
  private static final int UNSIGNED = 0;
  private static final int NEGATIVE = 1;
  private static final int BYTES = 2;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int TAG = 6;
  private static final int LINK_TAG = 42;
  private static final int FALSE = 0xf4;
  private static final int TRUE = 0xf5;
  private static final int NULL = 0xf6;

  private final byte[] source;
  private final int end;
  private final int mostItems;
  private int position;
  private int items;

  public CborReader(byte[] source) {
    this(source, 0, source.length, Limits.DEFAULT);
  }

  public CborReader(byte[] source, int from, int to, Limits limits) {
    this.source = source;
    this.position = from;
    this.end = to;
    this.mostItems = limits.items();
  }

  /** What the next token is. */
  public enum Token {
    INTEGER,
    BYTES,
    TEXT,
    ARRAY,
    MAP,
    LINK,
    BOOL,
    NULL
  }

  public Token peek() {
    requireMore(1);
    int initial = source[position] & 0xff;
    return switch (initial >> 5) {
      case UNSIGNED, NEGATIVE -> Token.INTEGER;
      case BYTES -> Token.BYTES;
      case TEXT -> Token.TEXT;
      case ARRAY -> Token.ARRAY;
      case MAP -> Token.MAP;
      case TAG -> Token.LINK;
      default ->
          switch (initial) {
            case FALSE, TRUE -> Token.BOOL;
            case NULL -> Token.NULL;
            default -> throw fault("float, undefined or unknown simple value", position);
          };
    };
  }

  /** Number of entries; each is a {@link #key} and a value. */
  public int map() {
    return container(MAP, 2);
  }

  public int array() {
    return container(ARRAY, 1);
  }

  private int container(int major, int tokensPerEntry) {
    int start = position;
    long entries = head(major);
    // each entry takes a byte at least: a declared count beyond that is a lie
    if (entries > (end - position) / tokensPerEntry) {
      throw fault("more entries declared than bytes are left", start);
    }
    items += (int) entries;
    if (items > mostItems) {
      throw fault("too many items", start);
    }
    return (int) entries;
  }

  /** The next key of a map whose previous key was {@code previous}, null before the first. */
  public String key(@Nullable String previous) {
    int start = position;
    String key = text();
    if (previous != null && compareKeys(previous, key) >= 0) {
      throw fault("map key is a duplicate or out of order", start);
    }
    return key;
  }

  /** Canonical order of map keys: shorter UTF-8 first, then byte by byte. */
  static int compareKeys(String left, String right) {
    byte[] leftBytes = left.getBytes(StandardCharsets.UTF_8);
    byte[] rightBytes = right.getBytes(StandardCharsets.UTF_8);
    return leftBytes.length != rightBytes.length
        ? Integer.compare(leftBytes.length, rightBytes.length)
        : Arrays.compareUnsigned(leftBytes, rightBytes);
  }

  public String text() {
    int start = position;
    int length = length(TEXT);
    int from = position;
    position += length;
    for (int i = from; i < position; i++) {
      if (source[i] < 0) {
        return utf8(from, length, start);
      }
    }
    return new String(source, from, length, StandardCharsets.ISO_8859_1);
  }

  private String utf8(int from, int length, int start) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(source, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw fault("text is not UTF-8", start);
    }
  }

  public Bytes bytes() {
    int length = length(BYTES);
    position += length;
    return Bytes.wrap(Arrays.copyOfRange(source, position - length, position));
  }

  public Cid link() {
    int start = position;
    if (head(TAG) != LINK_TAG) {
      throw fault("tag other than 42", start);
    }
    int length = length(BYTES);
    if (length != Cid.LENGTH + 1 || source[position] != 0) {
      throw fault("link is not a 36-byte CID after a zero", start);
    }
    Cid cid = Cid.read(source, position + 1);
    position += length;
    return cid;
  }

  public long integer() {
    requireMore(1);
    int start = position;
    int major = (source[position] & 0xff) >> 5;
    if (major != UNSIGNED && major != NEGATIVE) {
      throw fault("not an integer", start);
    }
    long value = head(major);
    if (value < 0) {
      throw fault("integer beyond 64 bits", start);
    }
    return major == UNSIGNED ? value : -1 - value;
  }

  public boolean bool() {
    requireMore(1);
    int initial = source[position] & 0xff;
    if (initial != TRUE && initial != FALSE) {
      throw fault("not a boolean", position);
    }
    position++;
    return initial == TRUE;
  }

  /** Takes a null if the next token is one. */
  public boolean tryNil() {
    requireMore(1);
    if ((source[position] & 0xff) != NULL) {
      return false;
    }
    position++;
    return true;
  }

  public int offset() {
    return position;
  }

  public boolean atEnd() {
    return position == end;
  }

  public void requireEnd() {
    if (!atEnd()) {
      throw fault("bytes after the end", position);
    }
  }

  private int length(int major) {
    int start = position;
    long length = head(major);
    if (length < 0 || length > end - position) {
      throw fault("declared length is beyond the end", start);
    }
    return (int) length;
  }

  /** The argument of the next token, which must be of {@code major}; unsigned. */
  private long head(int major) {
    requireMore(1);
    int start = position;
    int initial = source[position++] & 0xff;
    if (initial >> 5 != major) {
      throw fault("expected major type " + major + ", found " + (initial >> 5), start);
    }
    int info = initial & 31;
    if (info < 24) {
      return info;
    }
    if (info > 27) {
      throw fault("indefinite or reserved length", start);
    }
    int length = 1 << (info - 24);
    requireMore(length);
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | (source[position++] & 0xff);
    }
    if (isLongerThanNeeded(value, length)) {
      throw fault("not in its shortest form", start);
    }
    return value;
  }

  private static boolean isLongerThanNeeded(long value, int length) {
    return switch (length) {
      case 1 -> value < 24;
      case 2 -> value <= 0xff;
      case 4 -> value <= 0xffff;
      default -> value >>> 32 == 0;
    };
  }

  private void requireMore(int bytes) {
    if (end - position < bytes) {
      throw fault("input is cut off", position);
    }
  }

  private static DecodeException fault(String message, int offset) {
    return new DecodeException(message, offset);
  }
}
