package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.blob.BlobStore.Span;
import dev.tempest.blob.BlobStore.StoredBlob;
import dev.tempest.fault.Refusal;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.takedown.Takedowns;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Gives blobs out: permanent ones, for a temporary one is nobody's business yet, and one taken down
 * no more. Blocks.
 *
 * <p>A whole blob is hashed on its way. One of a few bytes is known to be right before its answer
 * begins, a larger one before its last bytes are sent: a damaged one ends the answer short of its
 * length. Parts are not hashed; whoever asks for them has the CID of the whole.
 */
@Singleton
class ServedBlobs {
  private static final Logger LOG = Logger.getLogger(ServedBlobs.class);
  private static final int FEW_BYTES = 64 * 1024;

  private final BlobStore store;
  private final Database accounts;
  private final BlobReferences references;
  private final Takedowns takedowns;

  ServedBlobs(
      BlobStore store, AccountDatabase accounts, BlobReferences references, Takedowns takedowns) {
    this.store = store;
    this.accounts = accounts.database();
    this.references = references;
    this.takedowns = takedowns;
  }

  /** A blob that was uploaded. */
  record Served(Did owner, Cid cid, String mimeType, long size) {}

  /** What is known of the blob, unless it is taken down; it may be temporary. */
  Optional<Served> find(Did owner, Cid cid) {
    if (takedowns.covers(owner, cid)) {
      return Optional.empty();
    }
    return Optional.ofNullable(accounts.read(connection -> BlobTable.find(connection, owner, cid)))
        .map(row -> new Served(owner, cid, row.mimeType(), row.size()));
  }

  /** Whether records refer to the blob, whatever the store has. */
  boolean isReferenced(Served blob) {
    return references.isReferenced(blob.owner(), blob.cid());
  }

  boolean isStored(Served blob) {
    return store.exists(blob.owner(), blob.cid(), Place.PERMANENT);
  }

  /** The whole blob, if it is there. Whoever opens it closes it. */
  Optional<InputStream> open(Served blob) {
    return store.open(blob.owner(), blob.cid(), Place.PERMANENT).map(open -> verified(open, blob));
  }

  /** A part of it. Whoever opens it closes it. */
  Optional<InputStream> open(Served blob, Span span) {
    return store
        .open(blob.owner(), blob.cid(), span)
        .map(open -> ofRightSize(open, blob).content());
  }

  private static InputStream verified(StoredBlob open, Served blob) {
    var content = new VerifiedContent(ofRightSize(open, blob).content(), blob.cid(), blob.size());
    if (blob.size() > FEW_BYTES) {
      return content;
    }
    try (content) {
      return new ByteArrayInputStream(content.readAllBytes());
    } catch (IOException e) {
      throw unreadable(blob, e);
    }
  }

  private static StoredBlob ofRightSize(StoredBlob open, Served blob) {
    if (open.size() == blob.size()) {
      return open;
    }
    var wrong = new IOException("it has %d bytes, not %d".formatted(open.size(), blob.size()));
    try (open) {
      throw unreadable(blob, wrong);
    } catch (IOException e) {
      throw unreadable(blob, e);
    }
  }

  private static Refusal unreadable(Served blob, IOException cause) {
    LOG.errorf("event=blob_unreadable did=%s cid=%s: %s", blob.owner(), blob.cid(), cause);
    return new Refusal.Unavailable("The blob cannot be read from its store: " + blob.cid());
  }
}
