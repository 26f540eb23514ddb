package dev.tempest.blob;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.fault.Places;
import dev.tempest.fault.Refusal;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.takedown.Takedowns;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes blobs in, gives them out, and moves them between temporary and permanent. Blocks. */
@Singleton
public class BlobService {
  /** An upload keeps a worker thread for as long as its sender takes; others need some too. */
  static final int MOST_UPLOADS = 64;

  /** Of one account. */
  static final int MOST_UPLOADS_EACH = 8;

  private final BlobStore store;
  private final Database accounts;
  private final BlobReferences references;
  private final Takedowns takedowns;
  private final BlobConfig config;
  private final InstantSource clock;
  private final BlobQuota quota;
  private final Places uploads = new Places(MOST_UPLOADS, MOST_UPLOADS_EACH);

  BlobService(
      BlobStore store,
      AccountDatabase accounts,
      BlobReferences references,
      Takedowns takedowns,
      BlobConfig config,
      BlobQuota quota,
      InstantSource clock) {
    this.store = store;
    this.accounts = accounts.database();
    this.references = references;
    this.takedowns = takedowns;
    this.config = config;
    this.quota = quota;
    this.clock = clock;
  }

  /** Refuses a body by what its sender says of its length, before it is read. */
  void requireFits(long bytes) {
    if (bytes > config.maxBytes()) {
      throw tooLarge(config.maxBytes());
    }
  }

  static Refusal tooLarge(long limit) {
    return new Refusal.TooLarge("Blob is larger than " + limit + " bytes");
  }

  /**
   * Stores {@code body} as a temporary blob of {@code did}, or as a permanent one when a record
   * already refers to it, as after an import. It is there to refer to for {@link
   * BlobConfig#tempTtl}, also when the same bytes were there before.
   *
   * @param declaredType the request's {@code Content-Type}
   */
  public BlobRef upload(Did did, @Nullable String declaredType, InputStream body) {
    if (!uploads.tryTake(did)) {
      throw new Refusal.Unavailable("Too many uploads at once; try again shortly");
    }
    try {
      byte[] head = body.readNBytes(Signatures.HEAD_BYTES);
      var whole = new SequenceInputStream(new ByteArrayInputStream(head), body);
      try (var upload = store.receive(whole, config.maxBytes())) {
        String type = ContentType.of(declaredType, head);
        var blob = new BlobRef(upload.cid(), type, upload.size());
        return references.withLock(did, () -> keep(did, upload, blob));
      }
    } catch (IOException e) {
      throw Refusal.invalid("The upload was cut off: " + e.getMessage());
    } finally {
      uploads.giveBack(did);
    }
  }

  // Row before file: a crash in between leaves a row, which the sweep finds, and not a file that
  // nothing knows of.
  private BlobRef keep(Did did, BlobStore.Upload upload, BlobRef blob) {
    if (takedowns.covers(did, blob.cid())) {
      throw Refusal.invalid("Blob has been taken down and cannot be uploaded again");
    }
    boolean referenced = references.isReferenced(did, blob.cid());
    BlobRef recorded =
        accounts.write(
            tx -> {
              var before = BlobTable.find(tx, did, blob.cid());
              if (before == null) {
                quota.requireRoom(tx, did, blob.size());
              }
              // records name the type of before: they must stay right
              var kept =
                  before == null || !referenced
                      ? blob
                      : new BlobRef(blob.cid(), before.mimeType(), blob.size());
              BlobTable.put(tx, did, kept, clock.instant());
              return kept;
            });
    boolean awaited = referenced && !store.exists(did, blob.cid(), Place.PERMANENT);
    upload.keep(did, awaited ? Place.PERMANENT : Place.TEMPORARY, recorded.mimeType());
    return recorded;
  }

  /**
   * Refuses references to what was not uploaded ({@code BlobNotFound}) or not as they say ({@code
   * InvalidMimeType}, {@code InvalidSize}). What was seen stays true while the account's lock is
   * held.
   */
  public void requireAll(Did did, Collection<BlobRef> blobs) {
    accounts.read(
        connection -> {
          for (BlobRef blob : blobs) {
            if (takedowns.covers(did, blob.cid())) {
              throw notFound(blob.cid());
            }
            requireSame(blob, BlobTable.find(connection, did, blob.cid()));
          }
          return null;
        });
  }

  private static void requireSame(BlobRef blob, BlobTable.@Nullable Row uploaded) {
    if (uploaded == null) {
      throw notFound(blob.cid());
    }
    if (!uploaded.mimeType().equals(blob.mimeType())) {
      throw new Refusal.Invalid(
          "InvalidMimeType",
          "Referenced MIME type of blob %s is %s, but it was uploaded as %s"
              .formatted(blob.cid(), blob.mimeType(), uploaded.mimeType()));
    }
    if (uploaded.size() != blob.size()) {
      throw new Refusal.Invalid(
          "InvalidSize",
          "Referenced size of blob %s is %d, but it has %d bytes"
              .formatted(blob.cid(), blob.size(), uploaded.size()));
    }
  }

  /**
   * Makes blobs permanent, under the account's lock and before the commit that refers to them is on
   * disk. Repeating it does no harm. Refuses with {@code BlobNotFound} when one is not here.
   */
  public void promote(Did did, Collection<Cid> blobs) {
    List<Cid> missing = store.promote(did, new LinkedHashSet<>(blobs));
    if (!missing.isEmpty()) {
      throw notFound(missing.getFirst());
    }
  }

  /**
   * Removes those of {@code blobs} that no record refers to any more, after the commit that dropped
   * them. One that was uploaded anew meanwhile goes back to being temporary. Those that the store
   * does not remove now are left to the sweep.
   */
  public void removeUnreferenced(Did did, Collection<Cid> blobs) {
    references.withLock(
        did,
        () -> {
          var dropped =
              new LinkedHashSet<>(blobs)
                  .stream().filter(blob -> !references.isReferenced(did, blob)).toList();
          var gone = new ArrayList<Cid>();
          try {
            for (Cid blob : dropped) {
              store.delete(did, blob, Place.PERMANENT);
              if (!store.exists(did, blob, Place.TEMPORARY) && !takedowns.covers(did, blob)) {
                gone.add(blob);
              }
            }
          } finally {
            settle(did, dropped, gone);
          }
          return null;
        });
  }

  /**
   * Forgets what is gone. What stays is as if it were uploaded now, which the sweep looks after.
   */
  private void settle(Did did, List<Cid> dropped, List<Cid> gone) {
    if (dropped.isEmpty()) {
      return;
    }
    accounts.write(
        tx -> {
          for (Cid blob : dropped) {
            if (gone.contains(blob)) {
              BlobTable.delete(tx, did, blob);
            } else {
              BlobTable.renew(tx, did, blob, clock.instant());
            }
          }
          return null;
        });
  }

  /** Erases every blob of an account that nothing refers to any more: its repository is gone. */
  public void eraseAll(Did did) {
    store.deleteAll(did);
    accounts.write(
        tx -> {
          BlobTable.deleteAll(tx, did);
          return null;
        });
  }

  static Refusal notFound(Cid blob) {
    return new Refusal.Invalid("BlobNotFound", "Could not find blob: " + blob);
  }
}
