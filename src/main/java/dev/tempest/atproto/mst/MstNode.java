package dev.tempest.atproto.mst;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.CborReader;
import dev.tempest.atproto.data.CborWriter;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node: a subtree left of everything, then entries in key order, each with the subtree between
 * it and the next. Immutable; the CID is computed when first asked for, so that many changes cost
 * one hash per node.
 *
 * <p>Encoded as {@code {e: [{k, p, t, v}], l}}: {@code p} characters of the key are the previous
 * entry's, {@code k} is the rest.
 */
public final class MstNode implements Subtree {
  static final MstNode EMPTY = new MstNode(null, List.of());

  private final @Nullable Subtree left;
  private final List<Entry> entries;
  private final boolean stored;
  private @Nullable Cid cid;
  private @Nullable Bytes encoded;

  /** A key, its value, and the subtree of the keys up to the next entry. */
  record Entry(String key, Cid value, @Nullable Subtree right) {
    Entry withRight(@Nullable Subtree subtree) {
      return new Entry(key, value, subtree);
    }
  }

  private MstNode(
      @Nullable Subtree left, List<Entry> entries, @Nullable Cid cid, @Nullable Bytes encoded) {
    this.left = left;
    this.entries = entries;
    this.stored = cid != null;
    this.cid = cid;
    this.encoded = encoded;
  }

  private MstNode(@Nullable Subtree left, List<Entry> entries) {
    this(left, entries, null, null);
  }

  static MstNode of(@Nullable Subtree left, Entry... entries) {
    return new MstNode(left, List.of(entries));
  }

  @Nullable Subtree left() {
    return left;
  }

  List<Entry> entries() {
    return entries;
  }

  /** The subtree behind all entries. */
  @Nullable Subtree last() {
    return before(entries.size());
  }

  /** Whether it came from a source, rather than from a change. */
  boolean isStored() {
    return stored;
  }

  /** The first entry not below {@code key}. */
  int indexOf(String key) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.get(middle).key().compareTo(key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  boolean hasKeyAt(int index, String key) {
    return index < entries.size() && entries.get(index).key().equals(key);
  }

  /** The subtree before entry {@code index}; behind the last one for {@code index} = size. */
  @Nullable Subtree before(int index) {
    return index == 0 ? left : entries.get(index - 1).right();
  }

  /** A copy with another subtree before entry {@code index}. */
  MstNode withBefore(int index, @Nullable Subtree subtree) {
    if (index == 0) {
      return new MstNode(subtree, entries);
    }
    var changed = new ArrayList<>(entries);
    changed.set(index - 1, changed.get(index - 1).withRight(subtree));
    return new MstNode(left, changed);
  }

  MstNode withValue(int index, Cid value) {
    var changed = new ArrayList<>(entries);
    Entry old = changed.get(index);
    changed.set(index, new Entry(old.key(), value, old.right()));
    return new MstNode(left, changed);
  }

  MstNode withEntry(int index, Entry added) {
    var changed = new ArrayList<Entry>(entries.size() + 1);
    changed.addAll(entries);
    changed.add(index, added);
    return new MstNode(left, changed);
  }

  /** The subtree behind the entry goes with it. */
  MstNode withoutEntry(int index) {
    var changed = new ArrayList<>(entries);
    changed.remove(index);
    return new MstNode(left, changed);
  }

  /** The entries before {@code index}, ending in {@code last}. */
  MstNode head(int index, @Nullable Subtree last) {
    var kept = new MstNode(left, List.copyOf(entries.subList(0, index)));
    return kept.withBefore(index, last);
  }

  /** The entries from {@code index} on, behind {@code first}. */
  MstNode tail(int index, @Nullable Subtree first) {
    return new MstNode(first, List.copyOf(entries.subList(index, entries.size())));
  }

  /** The entries of {@code next} behind these; its left subtree is not taken. */
  MstNode followedBy(MstNode next) {
    var joined = new ArrayList<Entry>(entries.size() + next.entries.size());
    joined.addAll(entries);
    joined.addAll(next.entries);
    return new MstNode(left, joined);
  }

  /** This node as a source would answer it once it is stored. */
  MstNode asStored() {
    var referring = new ArrayList<Entry>(entries.size());
    for (Entry entry : entries) {
      referring.add(entry.withRight(reference(entry.right())));
    }
    return new MstNode(reference(left), referring, cid(), encoded());
  }

  private static @Nullable Subtree reference(@Nullable Subtree subtree) {
    return subtree instanceof MstNode node ? new Subtree.Stored(node.cid()) : subtree;
  }

  boolean isNothing() {
    return left == null && entries.isEmpty();
  }

  @Override
  public Cid cid() {
    Cid known = cid;
    if (known == null) {
      known = Cid.of(Cid.Codec.DAG_CBOR, encoded().unwrap());
      cid = known;
    }
    return known;
  }

  public Bytes encoded() {
    Bytes known = encoded;
    if (known == null) {
      known = Bytes.wrap(encode());
      encoded = known;
    }
    return known;
  }

  private byte[] encode() {
    var writer = new CborWriter(64 + entries.size() * 112);
    writer.map(2).text("e").array(entries.size());
    String previous = "";
    for (Entry entry : entries) {
      int prefix = MstKey.commonPrefix(previous, entry.key());
      byte[] rest = entry.key().substring(prefix).getBytes(StandardCharsets.ISO_8859_1);
      writer.map(4).text("k").bytes(rest).text("p").integer(prefix).text("t");
      link(writer, entry.right());
      writer.text("v").link(entry.value());
      previous = entry.key();
    }
    writer.text("l");
    link(writer, left);
    return writer.toByteArray();
  }

  private static void link(CborWriter writer, @Nullable Subtree subtree) {
    if (subtree == null) {
      writer.nil();
    } else {
      writer.link(subtree.cid());
    }
  }

  /**
   * Reads a stored node; refuses forms that no encoder makes. Whether it is in its place, see
   * {@link MstWalk}.
   */
  public static MstNode decode(Cid cid, Bytes content) {
    try {
      var reader = new CborReader(content.unwrap());
      requireEntries(reader, 2, "a node");
      requireKey(reader, "e");
      int count = reader.array();
      var entries = new ArrayList<Entry>();
      String previous = "";
      for (int i = 0; i < count; i++) {
        Entry entry = entry(reader, previous);
        entries.add(entry);
        previous = entry.key();
      }
      requireKey(reader, "l");
      Subtree left = subtree(reader);
      reader.requireEnd();
      return new MstNode(left, entries, cid, content);
    } catch (DecodeException e) {
      throw new MstException("node " + cid + ": " + e.getMessage());
    }
  }

  private static Entry entry(CborReader reader, String previous) {
    requireEntries(reader, 4, "an entry");
    requireKey(reader, "k");
    byte[] rest = reader.bytes().unwrap();
    requireKey(reader, "p");
    long prefix = reader.integer();
    if (prefix < 0 || prefix > previous.length()) {
      throw new DecodeException("prefix is longer than the previous key", reader.offset());
    }
    String key =
        previous.substring(0, (int) prefix) + new String(rest, StandardCharsets.ISO_8859_1);
    if (key.compareTo(previous) <= 0 || MstKey.commonPrefix(previous, key) != prefix) {
      throw new DecodeException("key is out of order or badly compressed", reader.offset());
    }
    requireKey(reader, "t");
    Subtree right = subtree(reader);
    requireKey(reader, "v");
    return new Entry(key, reader.link(), right);
  }

  private static @Nullable Subtree subtree(CborReader reader) {
    if (reader.tryNil()) {
      return null;
    }
    int start = reader.offset();
    Cid cid = reader.link();
    if (cid.codec() != Cid.Codec.DAG_CBOR) {
      throw new DecodeException("subtree is not DAG-CBOR", start);
    }
    return new Subtree.Stored(cid);
  }

  private static void requireEntries(CborReader reader, int expected, String what) {
    if (reader.map() != expected) {
      throw new DecodeException(what + " must have " + expected + " fields", reader.offset());
    }
  }

  private static void requireKey(CborReader reader, String expected) {
    if (!reader.text().equals(expected)) {
      throw new DecodeException("expected field " + expected, reader.offset());
    }
  }
}
