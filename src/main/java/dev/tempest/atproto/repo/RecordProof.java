package dev.tempest.atproto.repo;

import dev.tempest.atproto.car.CarReader;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Limits;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.MstException;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.RecordPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A record that its repository's signed commit vouches for. {@code content} is DAG-CBOR. Spec:
 * /specs/sync, "com.atproto.sync.getRecord".
 */
public record RecordProof(Cid cid, Bytes content) {
  /**
   * Reads the CAR file that {@code sync.getRecord} answers.
   *
   * @throws VerifyException when the commit is not of {@code did} or not signed by {@code key}, or
   *     the tree or the file does not hold the record
   * @throws MstException when the path to the record is broken
   * @throws DecodeException when the file or a block in it does not decode
   */
  public static RecordProof verify(Bytes car, Did did, PublicKey key, RecordPath path) {
    var blocks = new HashMap<Cid, Bytes>();
    Cid head = readAll(car, blocks);
    Commit commit = Commit.decode(require(blocks, head).unwrap());
    if (!commit.did().equals(did)) {
      throw new VerifyException("the commit is of " + commit.did());
    }
    if (!commit.verify(key)) {
      throw new VerifyException("the commit is not signed by the account's key");
    }
    Cid record = Mst.load(commit.data(), blocks::get).get(path.toString());
    if (record == null) {
      throw new VerifyException("the repository has no record " + path);
    }
    return new RecordProof(record, require(blocks, record));
  }

  private static Cid readAll(Bytes car, Map<Cid, Bytes> blocks) {
    try {
      var reader = new CarReader(new ByteArrayInputStream(car.unwrap()), Limits.BLOCK);
      for (var block = reader.next(); block != null; block = reader.next()) {
        blocks.put(block.cid(), block.content());
      }
      if (reader.roots().isEmpty()) {
        throw new VerifyException("the file has no root");
      }
      return reader.roots().getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Bytes require(Map<Cid, Bytes> blocks, Cid cid) {
    Bytes block = blocks.get(cid);
    if (block == null) {
      throw new VerifyException("the file lacks " + cid);
    }
    return block;
  }
}
