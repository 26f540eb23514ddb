package dev.tempest.blob;

import dev.tempest.blob.BlobStore.Place;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.takedown.Takedowns;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Removes blobs that were uploaded longer than {@link BlobConfig#tempTtl} ago and that no record
 * refers to: uploads that were forgotten, and what a crash left around a commit.
 *
 * <p>The first sweep looks at all blobs, a later one only at those that have come of age since:
 * from then on a blob without a reference is removed by the commit that drops the last one.
 */
@Singleton
class BlobSweep {
  private static final Logger LOG = Logger.getLogger(BlobSweep.class);
  private static final int PAGE = 100;

  private final BlobStore store;
  private final Database accounts;
  private final BlobReferences references;
  private final Takedowns takedowns;
  private final BlobConfig config;
  private final InstantSource clock;
  private Instant swept = Instant.EPOCH; // guarded by this

  BlobSweep(
      BlobStore store,
      AccountDatabase accounts,
      BlobReferences references,
      Takedowns takedowns,
      BlobConfig config,
      InstantSource clock) {
    this.store = store;
    this.accounts = accounts.database();
    this.references = references;
    this.takedowns = takedowns;
    this.config = config;
    this.clock = clock;
  }

  /** What became of the blobs that a sweep looked at. */
  record Swept(int kept, int uploadsRemoved, int orphansRemoved, int failed) {}

  private enum Outcome {
    KEPT,
    UPLOAD_REMOVED,
    ORPHAN_REMOVED,
    FAILED
  }

  Swept sweep() {
    return sweep(() -> false);
  }

  /** Ends early, to begin anew the next time, once {@code stopped} says so. */
  synchronized Swept sweep(BooleanSupplier stopped) {
    var span = new BlobTable.Span(swept, clock.instant().minus(config.tempTtl()));
    var outcomes = new EnumMap<Outcome, Integer>(Outcome.class);
    List<BlobTable.Key> page = page(span, null);
    while (!page.isEmpty()) {
      for (BlobTable.Key blob : page) {
        if (stopped.getAsBoolean()) {
          return summary(outcomes);
        }
        outcomes.merge(settle(blob, span.until()), 1, Integer::sum);
      }
      page = page(span, page.getLast());
    }
    if (!outcomes.containsKey(Outcome.FAILED)) {
      swept = span.until();
    }
    return summary(outcomes);
  }

  private List<BlobTable.Key> page(BlobTable.Span span, BlobTable.@Nullable Key after) {
    return accounts.read(connection -> BlobTable.uploadedIn(connection, span, after, PAGE));
  }

  private Outcome settle(BlobTable.Key blob, Instant until) {
    try {
      boolean settled =
          references.isReferenced(blob.did(), blob.cid())
              && !store.exists(blob.did(), blob.cid(), Place.TEMPORARY);
      return settled
          ? Outcome.KEPT
          : references.withLock(blob.did(), () -> settleAlone(blob, until));
    } catch (RuntimeException e) { // one account's trouble must not keep the others' rubbish
      LOG.errorf(e, "event=blob_sweep_skipped did=%s cid=%s", blob.did(), blob.cid());
      return Outcome.FAILED;
    }
  }

  /** Decides under the account's lock, where nobody uploads the blob or begins to refer to it. */
  private Outcome settleAlone(BlobTable.Key blob, Instant until) {
    var row = accounts.read(connection -> BlobTable.find(connection, blob.did(), blob.cid()));
    if (row == null
        || !row.createdAt().isBefore(until)
        || takedowns.covers(blob.did(), blob.cid())) {
      return Outcome.KEPT;
    }
    store.delete(blob.did(), blob.cid(), Place.TEMPORARY);
    if (references.isReferenced(blob.did(), blob.cid())) {
      return Outcome.KEPT;
    }
    boolean orphan = store.exists(blob.did(), blob.cid(), Place.PERMANENT);
    store.delete(blob.did(), blob.cid(), Place.PERMANENT);
    accounts.write(
        tx -> {
          BlobTable.delete(tx, blob.did(), blob.cid());
          return null;
        });
    return orphan ? Outcome.ORPHAN_REMOVED : Outcome.UPLOAD_REMOVED;
  }

  private static Swept summary(Map<Outcome, Integer> outcomes) {
    return new Swept(
        outcomes.getOrDefault(Outcome.KEPT, 0),
        outcomes.getOrDefault(Outcome.UPLOAD_REMOVED, 0),
        outcomes.getOrDefault(Outcome.ORPHAN_REMOVED, 0),
        outcomes.getOrDefault(Outcome.FAILED, 0));
  }
}
