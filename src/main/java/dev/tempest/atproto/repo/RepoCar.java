package dev.tempest.atproto.repo;

import dev.tempest.atproto.car.CarFile;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.MstException;
import dev.tempest.atproto.mst.MstNode;
import dev.tempest.atproto.mst.MstWalk;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.SyntaxException;
import java.util.Collection;

/**
 * An exported repository in a file that can be gone through more than once: first to verify it,
 * then to store it. Memory: one path of the tree. Spec: /specs/repository, "CAR File
 * Serialization".
 *
 * <p>What is wrong with the file is a {@link VerifyException}, {@link MstException} or {@link
 * DecodeException}.
 */
public final class RepoCar {
  private final CarFile car;

  public RepoCar(CarFile car) {
    this.car = car;
  }

  /** What {@link #walk} meets: all nodes, each before what is in it, and the records in order. */
  public interface Visitor {
    default void node(MstNode node) {}

    void record(RecordPath path, Cid cid, Bytes content);
  }

  /** The commit, which must be of {@code did} and signed by one of {@code keys}. */
  public Commit commit(Did did, Collection<PublicKey> keys) {
    if (car.roots().size() != 1) {
      throw new VerifyException("a repository has one root, not " + car.roots().size());
    }
    Bytes block = car.find(car.roots().getFirst());
    if (block == null) {
      throw new VerifyException("the file lacks its root block");
    }
    Commit commit = Commit.decode(block.unwrap());
    if (!commit.did().equals(did)) {
      throw new VerifyException("the repository is of " + commit.did());
    }
    if (keys.stream().noneMatch(commit::verify)) {
      throw new VerifyException("the commit is not signed by the account's key");
    }
    return commit;
  }

  /**
   * Goes through the tree of {@code commit}, which must be whole and in canonical form. Records are
   * there and under a valid path; what is in them see {@link #decode}.
   */
  public void walk(Commit commit, Visitor visitor) {
    MstWalk.all(
        Mst.load(commit.data(), car::find),
        visitor::node,
        (key, cid) -> visitor.record(path(key), cid, record(key, cid)));
  }

  private Bytes record(String key, Cid cid) {
    Bytes content = cid.codec() == Cid.Codec.DAG_CBOR ? car.find(cid) : null;
    if (content == null) {
      throw new VerifyException("the file lacks the record " + key + ", " + cid);
    }
    return content;
  }

  /** The record, which must be a map in canonical form. */
  public static Node.Obj decode(RecordPath path, Bytes content) {
    try {
      if (DagCbor.decode(content.unwrap()) instanceof Node.Obj record) {
        return record;
      }
    } catch (DecodeException e) {
      throw new VerifyException("the record " + path + ": " + e.getMessage());
    }
    throw new VerifyException("the record " + path + " is not a map");
  }

  private static RecordPath path(String key) {
    try {
      return RecordPath.parse(key);
    } catch (SyntaxException e) {
      throw new VerifyException("not a record path: " + e.getMessage());
    }
  }
}
