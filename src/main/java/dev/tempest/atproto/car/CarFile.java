package dev.tempest.atproto.car;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A CAR file on disk whose blocks are found by CID, in any order and as often as one likes. Keeps
 * in memory where each block begins, four to sixteen bytes a block, and no block. For one thread at
 * a time.
 */
public final class CarFile implements AutoCloseable {
  private static final int FEWEST_SLOTS = 1 << 10;

  /** Bytes of the file for each slot at first, about half a block: the table seldom grows. */
  private static final int BYTES_PER_SLOT = 128;

  /** A tree node or record mostly comes with one read. */
  private static final int READ_AHEAD = 2048;

  private final FileChannel channel;
  private final Limits limits;
  private final List<Cid> roots;
  // hashed by CID, with linear probing; 0 is free, for no block begins before the header
  private int[] slots;
  private int blocks;
  private ByteBuffer buffer = ByteBuffer.allocate(READ_AHEAD);

  private CarFile(FileChannel channel, Limits limits) throws IOException {
    this.channel = channel;
    this.limits = limits;
    if (channel.size() > Integer.MAX_VALUE) {
      throw new DecodeException("CAR file of 2 GiB or more", Integer.MAX_VALUE);
    }
    var reader = new CarReader(Channels.newInputStream(channel.position(0)), limits);
    this.roots = reader.roots();
    int estimate = (int) channel.size() / BYTES_PER_SLOT;
    this.slots = new int[Math.max(FEWEST_SLOTS, Integer.highestOneBit(estimate))];
    long start = reader.offset();
    for (var block = reader.next(); block != null; block = reader.next()) {
      add(block.cid(), (int) start);
      start = reader.offset();
    }
  }

  /**
   * Reads all of {@code file}, each block checked against its CID.
   *
   * @param limits of one block
   * @throws DecodeException when it is not a whole CAR file of version 1
   */
  public static CarFile open(Path file, Limits limits) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new CarFile(channel, limits);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  public List<Cid> roots() {
    return roots;
  }

  /** How many different blocks there are. */
  public int blocks() {
    return blocks;
  }

  /** The block of {@code cid}, or null when the file lacks it. */
  public @Nullable Bytes find(Cid cid) {
    try {
      for (int slot = slot(cid, slots.length); slots[slot] != 0; slot = next(slot)) {
        int content = load(slots[slot]);
        if (cidAt(content - Cid.LENGTH).equals(cid)) {
          return Bytes.wrap(Arrays.copyOfRange(buffer.array(), content, buffer.limit()));
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(Cid cid, int start) throws IOException {
    int slot = slot(cid, slots.length);
    for (; slots[slot] != 0; slot = next(slot)) {
      if (cidAt(load(slots[slot]) - Cid.LENGTH).equals(cid)) {
        return;
      }
    }
    slots[slot] = start;
    blocks++;
    if (blocks > slots.length / 2) {
      grow();
    }
  }

  private void grow() throws IOException {
    int[] small = slots;
    slots = new int[Math.multiplyExact(small.length, 4)];
    for (int start : small) {
      if (start != 0) {
        int slot = slot(cidAt(load(start) - Cid.LENGTH), slots.length);
        while (slots[slot] != 0) {
          slot = next(slot);
        }
        slots[slot] = start;
      }
    }
  }

  private int next(int slot) {
    return slot + 1 & slots.length - 1;
  }

  private static int slot(Cid cid, int slots) {
    return cid.hashCode() & slots - 1; // bits of a SHA-256 digest, as good as random
  }

  private Cid cidAt(int offset) {
    return Cid.read(buffer.array(), offset);
  }

  /** Fills the buffer with the section at {@code start}; returns where its content begins in it. */
  private int load(int start) throws IOException {
    fill(start, READ_AHEAD);
    int length = 0;
    int at = 0;
    byte next;
    do {
      next = buffer.get(at);
      length |= (next & Varint.MORE - 1) << (Varint.BITS * at);
      at++;
    } while (next < 0);
    if (at + length > buffer.limit()) {
      fill(start, at + length);
    }
    buffer.limit(at + length);
    return at + Cid.LENGTH;
  }

  private void fill(int start, int length) throws IOException {
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocate(Varint.LONGEST + Cid.LENGTH + limits.maxBytes());
    }
    buffer.clear().limit(length);
    long at = start;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        break;
      }
      at += read;
    }
    buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
