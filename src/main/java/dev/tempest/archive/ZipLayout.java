package dev.tempest.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The records of the one kind of ZIP that is written here: every entry deflated (blobs without
 * compression), sizes behind the content, always 64-bit, UTF-8 names, no dates, plain files that
 * only their owner may read; its comment is the checksum of all before it. Spec: APPNOTE.TXT
 * 6.3.10, sections 4.3 and 4.5.3.
 */
final class ZipLayout {
  static final int LOCAL_LENGTH = 30;
  static final int NAME_LENGTH_AT = 26;
  static final int DESCRIPTOR_LENGTH = 24;

  private static final int LOCAL = 0x04034b50;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int DIRECTORY = 0x02014b50;
  private static final int ZIP64_END = 0x06064b50;
  private static final int ZIP64_LOCATOR = 0x07064b50;
  private static final int END = 0x06054b50;

  private static final short VERSION = 45; // the first with 64-bit sizes
  private static final short MADE_BY_UNIX = 3 << 8 | VERSION;
  private static final short FLAGS = 1 << 3 | 1 << 11; // sizes follow; UTF-8
  private static final short DEFLATED = 8;
  private static final int FIRST_OF_1980 = 0x21 << 16; // the epoch of DOS: date, then time
  private static final int PLAIN_FILE = 0100600 << 16;
  private static final short ZIP64_EXTRA = 1;
  private static final int IN_ZIP64 = -1;
  private static final short COUNT_IN_ZIP64 = -1;
  private static final int ZIP64_END_LENGTH = 56;
  private static final short COMMENT_LENGTH = 15;

  private ZipLayout() {}

  /** What the directory says of an entry that begins at {@code offset}. */
  record Entry(String name, int crc, long compressed, long size, long offset) {}

  static byte[] localHeader(String name) {
    byte[] encoded = utf8(name);
    return record(LOCAL_LENGTH + encoded.length + 20)
        .putInt(LOCAL)
        .putShort(VERSION)
        .putShort(FLAGS)
        .putShort(DEFLATED)
        .putInt(FIRST_OF_1980)
        .putInt(0)
        .putInt(IN_ZIP64)
        .putInt(IN_ZIP64)
        .putShort((short) encoded.length)
        .putShort((short) 20)
        .put(encoded)
        .putShort(ZIP64_EXTRA)
        .putShort((short) 16)
        .putLong(0)
        .putLong(0)
        .array();
  }

  /** Follows the content. */
  static byte[] descriptor(int crc, long compressed, long size) {
    return record(DESCRIPTOR_LENGTH)
        .putInt(DESCRIPTOR)
        .putInt(crc)
        .putLong(compressed)
        .putLong(size)
        .array();
  }

  /** The entry's place in the directory, which follows the last entry. */
  static byte[] directoryEntry(Entry entry) {
    byte[] encoded = utf8(entry.name);
    return record(46 + encoded.length + 28)
        .putInt(DIRECTORY)
        .putShort(MADE_BY_UNIX)
        .putShort(VERSION)
        .putShort(FLAGS)
        .putShort(DEFLATED)
        .putInt(FIRST_OF_1980)
        .putInt(entry.crc)
        .putInt(IN_ZIP64)
        .putInt(IN_ZIP64)
        .putShort((short) encoded.length)
        .putShort((short) 28)
        .putShort((short) 0) // comment
        .putShort((short) 0) // disk
        .putShort((short) 0) // not text
        .putInt(PLAIN_FILE)
        .putInt(IN_ZIP64)
        .put(encoded)
        .putShort(ZIP64_EXTRA)
        .putShort((short) 24)
        .putLong(entry.size)
        .putLong(entry.compressed)
        .putLong(entry.offset)
        .array();
  }

  /** Follows a directory of {@code length} bytes at {@code offset}; the comment follows it. */
  static byte[] end(long entries, long offset, long length) {
    return record(ZIP64_END_LENGTH + 20 + 22)
        .putInt(ZIP64_END)
        .putLong(ZIP64_END_LENGTH - 12)
        .putShort(MADE_BY_UNIX)
        .putShort(VERSION)
        .putInt(0)
        .putInt(0)
        .putLong(entries)
        .putLong(entries)
        .putLong(length)
        .putLong(offset)
        .putInt(ZIP64_LOCATOR)
        .putInt(0)
        .putLong(offset + length)
        .putInt(1)
        .putInt(END)
        .putShort((short) 0)
        .putShort((short) 0)
        .putShort(COUNT_IN_ZIP64)
        .putShort(COUNT_IN_ZIP64)
        .putInt(IN_ZIP64)
        .putInt(IN_ZIP64)
        .putShort(COMMENT_LENGTH)
        .array();
  }

  /** The last bytes. {@code checksum} is the CRC-32C of all others. */
  static byte[] comment(long checksum) {
    return utf8("crc32c=%08x".formatted(checksum));
  }

  static boolean isLocalHeader(byte[] start) {
    return startsWith(start, LOCAL);
  }

  static boolean isDirectory(byte[] start) {
    return startsWith(start, DIRECTORY);
  }

  private static boolean startsWith(byte[] start, int signature) {
    return start.length >= Integer.BYTES
        && ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt() == signature;
  }

  private static ByteBuffer record(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] utf8(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
