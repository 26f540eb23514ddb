package dev.tempest.atproto.repo;

import dev.tempest.atproto.car.CarReader;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Limits;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.MstException;
import dev.tempest.atproto.mst.MstWalk;
import dev.tempest.atproto.syntax.Did;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies an exported repository while it streams by: one root, a commit of the account signed by
 * its key, a whole and canonical tree, and every record in it. Spec: /specs/repository, "CAR File
 * Serialization".
 *
 * <p>Memory, beside the CIDs of the records: one path of the tree when the file lists nodes depth
 * first, as exports of today do; all of its nodes when it lists them in another order.
 */
public final class RepoVerifier {
  private RepoVerifier() {}

  /**
   * What was verified.
   *
   * @param records keys of the tree
   * @param unrelated blocks that nothing in the tree refers to
   */
  public record Report(Commit commit, Cid head, long records, long nodes, long unrelated) {}

  /**
   * Reads {@code car} to its end.
   *
   * @throws VerifyException when it is not a repository of {@code did} signed by {@code key}
   * @throws MstException when its tree is broken or not whole
   * @throws DecodeException when the file or a block in it does not decode
   */
  public static Report verify(InputStream car, Did did, PublicKey key) throws IOException {
    var reader = new CarReader(car, Limits.BLOCK);
    if (reader.roots().size() != 1) {
      throw new VerifyException("a repository has one root, not " + reader.roots().size());
    }
    Cid head = reader.roots().getFirst();
    var blocks = new CarBlocks(reader);
    try {
      Commit commit = commit(blocks.find(head), did, key);
      var counted = new Counts();
      MstWalk.all(
          Mst.load(commit.data(), blocks),
          node -> counted.nodes++,
          (path, record) -> {
            counted.records++;
            blocks.expectRecord(record);
          });
      long unrelated = blocks.finish();
      return new Report(commit, head, counted.records, counted.nodes, unrelated);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static final class Counts {
    long records;
    long nodes;
  }

  private static Commit commit(@Nullable Bytes block, Did did, PublicKey key) {
    if (block == null) {
      throw new VerifyException("the file lacks its root block");
    }
    Commit commit = Commit.decode(block.unwrap());
    if (!commit.did().equals(did)) {
      throw new VerifyException("the repository is of " + commit.did());
    }
    if (!commit.verify(key)) {
      throw new VerifyException("the commit is not signed by the account's key");
    }
    return commit;
  }
}
