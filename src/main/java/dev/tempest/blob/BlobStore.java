package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where blobs' content lies, by account and CID. What a method returned from is durable. Thread
 * safe for different blobs; callers order what they do to one blob. Fails with {@link
 * dev.tempest.sqlite.StorageException} when the storage does.
 */
public interface BlobStore {
  /** Uploads wait in one place and are served from another; what is taken down lies in a third. */
  enum Place {
    TEMPORARY,
    PERMANENT,
    QUARANTINE
  }

  /**
   * Stores {@code content} to its end, as nobody's yet, in constant memory. Refuses with {@link
   * dev.tempest.fault.Refusal.TooLarge} beyond {@code limit} bytes; a failure leaves nothing
   * behind.
   *
   * @throws IOException when {@code content} cannot be read
   */
  Upload receive(InputStream content, long limit) throws IOException;

  /** Received content. Closing it discards what was not kept. */
  interface Upload extends AutoCloseable {
    Cid cid();

    long size();

    /** Makes this the temporary blob of {@code did}, replacing one of the same content. */
    void keep(Did did);

    @Override
    void close();
  }

  /**
   * Makes temporary blobs permanent; those that are already stay so. Returns the blobs that are in
   * neither place.
   */
  List<Cid> promote(Did did, Collection<Cid> blobs);

  /** The permanent blob, if there is one. Whoever opens it closes it. */
  Optional<StoredBlob> open(Did did, Cid blob);

  /** An open blob: {@code content} yields {@code size} bytes. */
  record StoredBlob(long size, InputStream content) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      content.close();
    }
  }

  boolean exists(Did did, Cid blob, Place place);

  /**
   * Moves the blob, replacing the same one at {@code to}. False when it is not at {@code from},
   * which changes nothing.
   */
  boolean move(Did did, Cid blob, Place from, Place to);

  /** Removes the blob from {@code place}; it need not be there. */
  void delete(Did did, Cid blob, Place place);

  /** Removes all blobs of {@code did} from both places, and every trace of it. */
  void deleteAll(Did did);

  /**
   * Removes what uploads cut off by a crash have left. For the start: it ends uploads under way.
   */
  void discardUnfinished();
}
