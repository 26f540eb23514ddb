package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where blobs' content lies, by account and CID. What a method returned from is durable. Thread
 * safe for different blobs; callers order what they do to one blob. When the storage fails: {@link
 * dev.tempest.sqlite.StorageException} on the volume, or else {@link
 * dev.tempest.fault.Refusal.Unavailable} and {@link dev.tempest.fault.Refusal.UpstreamTimedOut}.
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

    /**
     * Makes this the blob of {@code did} in {@code place}, replacing one of the same content.
     *
     * @param mimeType for stores that others read from
     */
    void keep(Did did, Place place, String mimeType);

    @Override
    void close();
  }

  /**
   * Makes temporary blobs permanent; those that are already stay so. Returns the blobs that are in
   * neither place.
   */
  List<Cid> promote(Did did, Collection<Cid> blobs);

  /** The blob, if it is in {@code place}. Whoever opens it closes it. */
  Optional<StoredBlob> open(Did did, Cid blob, Place place);

  /** A part of the permanent blob, if there is one, whose first byte it has. */
  Optional<StoredBlob> open(Did did, Cid blob, Span span);

  /** Some bytes of a blob, both ends inclusive. */
  record Span(long first, long last) {
    long length() {
      return last - first + 1;
    }
  }

  /**
   * An open blob, or a part of one. Reading fails when the content ends early.
   *
   * @param size of the whole blob
   */
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

  /** Removes all blobs of {@code did} from all places, and every trace of it. */
  void deleteAll(Did did);

  /** Tells of everything in {@code place}, also of what is no blob. */
  void list(Place place, Consumer<Listed> each);

  /** What lies in a place, by the names that the store gives. */
  record Listed(String account, String name, long size) {}

  /** What {@link #list} calls the account. */
  String nameOf(Did did);

  /** Where blobs are, for the operator. */
  String location();

  /**
   * Removes what uploads cut off by a crash have left. For the start: it ends uploads under way.
   */
  void discardUnfinished();
}
