package dev.tempest.atproto.data;

import java.util.Arrays;

/**
 * Reads DAG-CBOR items one after the other, in place. Strict: whatever it accepts is the one
 * canonical encoding of what it gave. Every refusal is a {@link DecodeException}, after which the
 * reader must not be used; nothing is allocated in proportion to a declared length that the input
 * does not hold. Several items may follow each other at the top. Not thread-safe.
 *
 * <p>Spec: /specs/data-model, "Data Types"; the encoding is DRISL, a profile of RFC 8949.
 */
public final class CborReader {
  /** What an item is. */
  public enum Kind {
    INTEGER,
    BYTES,
    TEXT,
    ARRAY,
    MAP,
    LINK,
    BOOL,
    NULL
  }

  private static final int INITIAL_DEPTH = 8;
  private static final int NOT_A_MAP = -1;

  private final byte[] source;
  private final int to;
  private final Limits limits;
  private int offset;

  /*
   * The containers that are open, innermost last. `pending` counts the items still to come; a map's
   * keys and values count alike, so an even number means that a key is next. `keyStart` and `keyEnd`
   * delimit the last key of a map. Keys are compared in their encoded form: its head sorts by
   * length, as canonical order wants.
   */
  private int depth;
  private int owed; // the sum of `pending`; as each item takes a byte, never more than is left
  private int[] pending = new int[INITIAL_DEPTH];
  private int[] keyStart = new int[INITIAL_DEPTH];
  private int[] keyEnd = new int[INITIAL_DEPTH];

  public CborReader(byte[] source) {
    this(source, 0, source.length, Limits.BLOCK);
  }

  /** Reads {@code source} from {@code from} until before {@code to}. */
  public CborReader(byte[] source, int from, int to, Limits limits) {
    if (to - from > limits.maxBytes()) {
      throw new DecodeException("more than " + limits.maxBytes() + " bytes", from);
    }
    this.source = source;
    this.offset = from;
    this.to = to;
    this.limits = limits;
  }

  /** What the next item is, without reading it. */
  public Kind peek() {
    int initial = initial();
    return switch (initial >> Cbor.MAJOR_SHIFT) {
      case Cbor.UNSIGNED, Cbor.NEGATIVE -> Kind.INTEGER;
      case Cbor.BYTES -> Kind.BYTES;
      case Cbor.TEXT -> Kind.TEXT;
      case Cbor.ARRAY -> Kind.ARRAY;
      case Cbor.MAP -> Kind.MAP;
      case Cbor.TAG -> Kind.LINK;
      default ->
          switch (initial) {
            case Cbor.TRUE, Cbor.FALSE -> Kind.BOOL;
            case Cbor.NULL -> Kind.NULL;
            default -> throw new DecodeException(CborNames.of(initial) + " is not allowed", offset);
          };
    };
  }

  /** Opens a map and gives the number of its fields. */
  public int map() {
    int start = beginValue();
    int fields = containerLength(Cbor.MAP, 2);
    open(fields * 2, start, start);
    return fields;
  }

  /** Opens an array and gives the number of its items. */
  public int array() {
    int start = beginValue();
    int items = containerLength(Cbor.ARRAY, 1);
    open(items, NOT_A_MAP, start);
    return items;
  }

  /** A text; where a map's key is next, that key. */
  public String text() {
    int length = textStart();
    String value = Utf8.read(source, offset, length);
    offset += length;
    return value;
  }

  /** The key of the next field; the field's item follows. */
  public String key() {
    requireKeyNext();
    return text();
  }

  /** Reads the key of the next field, which must be {@code expected}, in ASCII. */
  public void key(String expected) {
    requireKeyNext();
    int start = offset;
    int length = textStart();
    boolean same = length == expected.length();
    for (int i = 0; same && i < length; i++) {
      same = source[offset + i] == expected.charAt(i);
    }
    if (!same) {
      throw new DecodeException("expected the field \"" + expected + "\"", start);
    }
    offset += length;
  }

  public Bytes bytes() {
    beginValue();
    int length = length(Cbor.BYTES);
    byte[] value = Arrays.copyOfRange(source, offset, offset + length);
    offset += length;
    return Bytes.wrap(value);
  }

  public Cid link() {
    int start = beginValue();
    byte[] prefix = Cbor.LINK_PREFIX;
    int prefixEnd = start + Math.min(prefix.length, to - start);
    int mismatch = Arrays.mismatch(source, start, prefixEnd, prefix, 0, prefix.length);
    if (mismatch == 0 && start < to) {
      throw expected("a link");
    }
    if (mismatch >= 0 && start + mismatch < to) {
      throw new DecodeException("tag or link of another form than a CID", start + mismatch);
    }
    if (to - start < Cbor.LINK_LENGTH) {
      throw new DecodeException("link is cut off", start);
    }
    offset = start + Cbor.LINK_LENGTH;
    return Cid.read(source, start + prefix.length);
  }

  public long integer() {
    int start = beginValue();
    int major = initial() >> Cbor.MAJOR_SHIFT;
    if (major != Cbor.UNSIGNED && major != Cbor.NEGATIVE) {
      throw expected("an integer");
    }
    long argument = argument();
    if (argument < 0) {
      throw new DecodeException("integer beyond 64 bits", start);
    }
    return major == Cbor.UNSIGNED ? argument : ~argument;
  }

  public boolean bool() {
    beginValue();
    int initial = initial();
    if (initial != Cbor.TRUE && initial != Cbor.FALSE) {
      throw expected("a boolean");
    }
    offset++;
    return initial == Cbor.TRUE;
  }

  /** Reads a null if one is next. */
  public boolean tryNil() {
    if (initial() != Cbor.NULL) {
      return false;
    }
    beginValue();
    offset++;
    return true;
  }

  /** Reads the next item, whatever it is, with all that is in it. */
  public void skip() {
    switch (peek()) {
      case INTEGER -> integer();
      case BYTES -> bytes();
      case TEXT -> text();
      case LINK -> link();
      case BOOL -> bool();
      case NULL -> tryNil();
      case ARRAY -> skip(array());
      case MAP -> skip(map() * 2);
    }
  }

  /** Where the next item starts, counted from the start of the array. */
  public int offset() {
    return offset;
  }

  public boolean atEnd() {
    return offset == to;
  }

  /** Refuses bytes behind the last item, and containers that were not read to their end. */
  public void requireEnd() {
    closeFull();
    if (offset != to) {
      throw new DecodeException("bytes behind the end", offset);
    }
    if (depth > 0) {
      throw cutOff();
    }
  }

  private void skip(int items) {
    for (int i = 0; i < items; i++) {
      skip();
    }
  }

  /** Counts one item of the innermost container; gives its offset. */
  private int beginValue() {
    if (isKeyNext()) {
      throw new DecodeException("map key is not text", offset);
    }
    countItem();
    return offset;
  }

  private int textStart() {
    int start = offset;
    boolean isKey = isKeyNext();
    countItem();
    int length = length(Cbor.TEXT);
    if (length > limits.maxTextBytes()) {
      throw new DecodeException("text of more than " + limits.maxTextBytes() + " bytes", start);
    }
    if (isKey) {
      requireOrder(start, offset + length);
    }
    return length;
  }

  private void countItem() {
    if (depth > 0) {
      pending[depth - 1]--;
      owed--;
    }
  }

  private boolean isKeyNext() {
    closeFull();
    return depth > 0 && keyStart[depth - 1] != NOT_A_MAP && (pending[depth - 1] & 1) == 0;
  }

  private void requireKeyNext() {
    if (!isKeyNext()) {
      throw new DecodeException("expected one more field", offset);
    }
  }

  private void closeFull() {
    while (depth > 0 && pending[depth - 1] == 0) {
      depth--;
    }
  }

  private void requireOrder(int start, int end) {
    int map = depth - 1;
    // the first key is compared with nothing, which sorts first
    if (Arrays.compareUnsigned(source, keyStart[map], keyEnd[map], source, start, end) >= 0) {
      throw new DecodeException("map keys are unsorted or repeated", start);
    }
    keyStart[map] = start;
    keyEnd[map] = end;
  }

  private void open(int items, int key, int start) {
    if (depth == limits.maxDepth()) {
      throw new DecodeException("nested deeper than " + limits.maxDepth(), start);
    }
    if (depth == pending.length) {
      pending = Arrays.copyOf(pending, depth * 2);
      keyStart = Arrays.copyOf(keyStart, depth * 2);
      keyEnd = Arrays.copyOf(keyEnd, depth * 2);
    }
    pending[depth] = items;
    owed += items;
    keyStart[depth] = key;
    keyEnd[depth] = key;
    depth++;
  }

  /** {@code width}: how many bytes one item of the container takes at least. */
  private int containerLength(int major, int width) {
    int start = offset;
    requireMajor(major);
    long items = argument();
    if (items < 0 || items > (to - offset - owed) / width) {
      throw new DecodeException("length beyond the input", start);
    }
    if (items > limits.maxItems()) {
      throw new DecodeException("more than " + limits.maxItems() + " items", start);
    }
    return (int) items;
  }

  private int length(int major) {
    int start = offset;
    requireMajor(major);
    long length = argument();
    if (length < 0 || length > to - offset) {
      throw new DecodeException("length beyond the input", start);
    }
    return (int) length;
  }

  private void requireMajor(int major) {
    if (initial() >> Cbor.MAJOR_SHIFT != major) {
      throw expected(CborNames.of(major << Cbor.MAJOR_SHIFT));
    }
  }

  private int initial() {
    if (offset >= to) {
      throw cutOff();
    }
    return source[offset] & 0xff;
  }

  /** The argument of the item at {@code offset}, as an unsigned number. */
  private long argument() {
    int info = source[offset] & Cbor.INFO_MASK;
    if (info < Cbor.ONE_BYTE) {
      offset++;
      return info;
    }
    if (info > Cbor.EIGHT_BYTES) {
      boolean indefinite = info == Cbor.INDEFINITE;
      throw new DecodeException(indefinite ? "indefinite length" : "reserved length", offset);
    }
    int width = 1 << (info - Cbor.ONE_BYTE);
    if (to - offset <= width) {
      throw cutOff();
    }
    long argument = 0;
    for (int i = 1; i <= width; i++) {
      argument = argument << 8 | (source[offset + i] & 0xff);
    }
    boolean minimal = width == 1 ? argument >= Cbor.ONE_BYTE : argument >>> (width * 4) != 0;
    if (!minimal) {
      throw new DecodeException("number in a longer form than needed", offset);
    }
    offset += 1 + width;
    return argument;
  }

  private DecodeException expected(String what) {
    return new DecodeException(
        "expected " + what + ", found " + CborNames.of(source[offset] & 0xff), offset);
  }

  private DecodeException cutOff() {
    return new DecodeException("input is cut off", offset);
  }
}
