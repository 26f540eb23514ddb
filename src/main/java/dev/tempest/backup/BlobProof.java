package dev.tempest.backup;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.files.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at blobs that have to be there, one account after another. For one thread. */
@FunctionalInterface
interface BlobProof {
  int BUFFER_BYTES = 64 * 1024;

  /** What is wrong with the blob; empty when nothing is. */
  Optional<String> fault(Did did, Cid blob, long size);

  /**
   * How blobs are looked at.
   *
   * @param how in words for the operator
   */
  record Kind(String how, Supplier<BlobProof> forOneThread) {
    /** For blobs that lie elsewhere. */
    static final Kind NONE = new Kind("not looked at", () -> (_, _, _) -> Optional.empty());
  }

  /** Reads {@code content} to its end. */
  static boolean hashesTo(Cid blob, InputStream content) throws IOException {
    var digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      digest.update(buffer, 0, read);
    }
    return Bytes.wrap(digest.digest()).equals(blob.digest());
  }
}
