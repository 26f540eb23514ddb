package dev.tempest.atproto.repo;

import dev.tempest.atproto.car.CarReader;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.mst.NodeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a CAR file by CID, read as far as somebody asks. Keeps the content of what may be a
 * tree node until it is asked for; of records, checked as they pass, only the CID.
 */
final class CarBlocks implements NodeSource {
  /** How every tree node begins, and hardly a record: a map of two whose first key is "e". */
  private static final byte[] NODE_START = {(byte) 0xa2, 0x61, 'e'};

  private final CarReader car;
  private final Map<Cid, Bytes> maybeNodes = new HashMap<>();
  private final Set<Cid> unclaimed = new HashSet<>();
  private final Set<Cid> notRecords = new HashSet<>();
  private final Set<Cid> claimed = new HashSet<>();
  private final Set<Cid> awaited = new HashSet<>();

  CarBlocks(CarReader car) {
    this.car = car;
  }

  /** The block itself, which is given once; null when the file does not hold it any more. */
  @Override
  public @Nullable Bytes find(Cid cid) {
    Bytes kept = maybeNodes.remove(cid);
    if (kept != null) {
      return kept;
    }
    for (var block = next(); block != null; block = next()) {
      if (block.cid().equals(cid)) {
        return block.content();
      }
      pass(block);
    }
    return null;
  }

  /** The file must hold {@code record} somewhere. */
  void expectRecord(Cid record) {
    Bytes kept = maybeNodes.remove(record);
    if (kept != null) {
      note(record, kept);
    }
    if (notRecords.contains(record)) {
      throw notRecord(record);
    }
    if (unclaimed.remove(record)) {
      claimed.add(record);
    } else if (!claimed.contains(record)) {
      awaited.add(record);
    }
  }

  /** Reads the rest; returns how many blocks nobody asked for. */
  long finish() {
    for (var block = next(); block != null; block = next()) {
      pass(block);
    }
    if (!awaited.isEmpty()) {
      throw new VerifyException(
          "the file lacks " + awaited.size() + " records, first " + awaited.iterator().next());
    }
    return (long) unclaimed.size() + notRecords.size() + maybeNodes.size();
  }

  private void pass(CarReader.Block block) {
    if (awaited.remove(block.cid())) {
      if (!isRecord(block.cid(), block.content())) {
        throw notRecord(block.cid());
      }
      claimed.add(block.cid());
    } else if (startsLikeNode(block.content().unwrap())) {
      maybeNodes.put(block.cid(), block.content());
    } else if (!claimed.contains(block.cid())) {
      note(block.cid(), block.content());
    }
  }

  private void note(Cid cid, Bytes content) {
    (isRecord(cid, content) ? unclaimed : notRecords).add(cid);
  }

  private static boolean startsLikeNode(byte[] content) {
    for (int i = 0; i < NODE_START.length; i++) {
      if (i >= content.length || content[i] != NODE_START[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRecord(Cid cid, Bytes content) {
    try {
      return cid.codec() == Cid.Codec.DAG_CBOR
          && DagCbor.decode(content.unwrap()) instanceof Node.Obj;
    } catch (DecodeException e) {
      return false;
    }
  }

  private static VerifyException notRecord(Cid cid) {
    return new VerifyException("record " + cid + " is not a canonical map");
  }

  private CarReader.@Nullable Block next() {
    try {
      return car.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
