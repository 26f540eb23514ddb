package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.AuditEntry;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.takedown.TakedownSubject;
import dev.tempest.takedown.Takedowns;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/**
 * Takes blobs down and brings them back. The row comes before the move and goes after it: whatever
 * a crash leaves, the blob is not served while it is taken down, and doing it again finishes it.
 */
@Singleton
public final class BlobTakedown {
  private final BlobStore store;
  private final BlobReferences references;
  private final Takedowns takedowns;
  private final Database accounts;
  private final InstantSource clock;

  BlobTakedown(
      BlobStore store,
      BlobReferences references,
      Takedowns takedowns,
      AccountDatabase accounts,
      InstantSource clock) {
    this.store = store;
    this.references = references;
    this.takedowns = takedowns;
    this.accounts = accounts.database();
    this.clock = clock;
  }

  /** Whether the account has, or had, the blob. */
  public boolean isKnown(Did did, Cid blob) {
    return accounts.read(connection -> BlobTable.find(connection, did, blob)) != null;
  }

  /** The blob need not be there: then it is its upload that is refused. */
  public void apply(Did did, Cid blob, String note, AuditEntry entry) {
    references.withLock(
        did,
        () -> {
          takedowns.apply(TakedownSubject.of(did, blob), note, entry);
          if (!store.move(did, blob, Place.PERMANENT, Place.QUARANTINE)) {
            store.move(did, blob, Place.TEMPORARY, Place.QUARANTINE);
          }
          store.delete(did, blob, Place.TEMPORARY);
          return null;
        });
  }

  /** Ends the takedown; there need not be one. */
  public void end(Did did, Cid blob, AuditEntry entry) {
    references.withLock(
        did,
        () -> {
          boolean referenced = references.isReferenced(did, blob);
          Place home = referenced ? Place.PERMANENT : Place.TEMPORARY;
          if (store.move(did, blob, Place.QUARANTINE, home) && !referenced) {
            renew(did, blob);
          }
          takedowns.end(TakedownSubject.of(did, blob), entry);
          return null;
        });
  }

  /** Gives an upload that nothing refers to the time that every upload has. */
  private void renew(Did did, Cid blob) {
    accounts.write(
        tx -> {
          BlobTable.renew(tx, did, blob, clock.instant());
          return null;
        });
  }
}
