package dev.tempest.blob;

import dev.tempest.blob.BlobStore.Place;
import dev.tempest.fault.Refusal;
import dev.tempest.progress.Progress;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.takedown.Takedowns;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
public class BlobSweep {
  private static final Logger LOG = Logger.getLogger(BlobSweep.class);
  private static final int PAGE = 100;

  private final BlobStore store;
  private final Database accounts;
  private final BlobReferences references;
  private final Takedowns takedowns;
  private final BlobConfig config;
  private final BlobSweepCounters counters;
  private final InstantSource clock;
  private Instant swept = Instant.EPOCH; // guarded by this

  BlobSweep(
      BlobStore store,
      AccountDatabase accounts,
      BlobReferences references,
      Takedowns takedowns,
      BlobConfig config,
      BlobSweepCounters counters,
      InstantSource clock) {
    this.store = store;
    this.accounts = accounts.database();
    this.references = references;
    this.takedowns = takedowns;
    this.config = config;
    this.counters = counters;
    this.clock = clock;
  }

  /** What became of the blobs that a sweep looked at; {@code bytes} were removed. */
  @RegisterForReflection
  public record Swept(
      long kept, long uploadsRemoved, long orphansRemoved, long bytes, long failed) {
    Swept and(Outcome outcome, long size) {
      return switch (outcome) {
        case KEPT -> new Swept(kept + 1, uploadsRemoved, orphansRemoved, bytes, failed);
        case UPLOAD_REMOVED ->
            new Swept(kept, uploadsRemoved + 1, orphansRemoved, bytes + size, failed);
        case ORPHAN_REMOVED ->
            new Swept(kept, uploadsRemoved, orphansRemoved + 1, bytes + size, failed);
        case FAILED -> new Swept(kept, uploadsRemoved, orphansRemoved, bytes, failed + 1);
      };
    }
  }

  enum Outcome {
    KEPT,
    UPLOAD_REMOVED,
    ORPHAN_REMOVED,
    FAILED
  }

  /** Sweeps what has come of age since the last time, and all the first time. */
  Swept sweep() {
    return sweep(() -> false);
  }

  /** Ends early, to begin anew the next time, once {@code stopped} says so. */
  synchronized Swept sweep(BooleanSupplier stopped) {
    Instant until = until();
    Swept result = run(new Run(swept, until, false, Progress.NONE), stopped);
    if (!stopped.getAsBoolean() && result.failed() == 0) {
      swept = until;
    }
    return result;
  }

  /** Sweeps all blobs, or only tells what that would do. */
  public synchronized Swept sweepAll(boolean dryRun, Progress progress) {
    return run(new Run(Instant.EPOCH, until(), dryRun, progress), () -> false);
  }

  private Instant until() {
    return clock.instant().minus(config.tempTtl());
  }

  /** One sweep, over blobs last uploaded from {@code from} on and before {@code until}. */
  private record Run(Instant from, Instant until, boolean dryRun, Progress progress) {
    BlobTable.Span span() {
      return new BlobTable.Span(from, until);
    }
  }

  private Swept run(Run run, BooleanSupplier stopped) {
    run.progress().begin("sweep", 0, Progress.Unit.ITEMS);
    Set<String> temporary = temporary();
    var result = new Swept(0, 0, 0, 0, 0);
    List<BlobTable.Listed> page = page(run, null);
    while (!page.isEmpty()) {
      for (BlobTable.Listed blob : page) {
        if (stopped.getAsBoolean()) {
          return result;
        }
        Outcome outcome = settle(blob, temporary, run);
        result = result.and(outcome, blob.size());
        if (!run.dryRun()) {
          counters.count(outcome, blob.size());
        }
        run.progress().advance(1);
      }
      page = page(run, page.getLast());
    }
    if (!run.dryRun()) {
      counters.ended(clock.instant());
    }
    return result;
  }

  /** The names of temporary blobs: few, where asking for each of many blobs would be dear. */
  private Set<String> temporary() {
    var names = new HashSet<String>();
    store.list(Place.TEMPORARY, found -> names.add(found.account() + "/" + found.name()));
    return names;
  }

  private List<BlobTable.Listed> page(Run run, BlobTable.@Nullable Listed after) {
    return accounts.read(connection -> BlobTable.uploadedIn(connection, run.span(), after, PAGE));
  }

  private Outcome settle(BlobTable.Listed blob, Set<String> temporary, Run run) {
    try {
      boolean settled =
          references.isReferenced(blob.did(), blob.cid())
              && !temporary.contains(store.nameOf(blob.did()) + "/" + blob.cid());
      return settled ? Outcome.KEPT : references.withLock(blob.did(), () -> settleAlone(blob, run));
    } catch (Refusal.Unavailable | Refusal.UpstreamTimedOut storeIsDown) {
      throw storeIsDown; // and would be for every blob
    } catch (RuntimeException e) { // one account's trouble must not keep the others' rubbish
      LOG.errorf(e, "event=blob_sweep_skipped did=%s cid=%s", blob.did(), blob.cid());
      return Outcome.FAILED;
    }
  }

  /** Decides under the account's lock, where nobody uploads the blob or begins to refer to it. */
  private Outcome settleAlone(BlobTable.Listed blob, Run run) {
    var row = accounts.read(connection -> BlobTable.find(connection, blob.did(), blob.cid()));
    if (row == null
        || !row.createdAt().isBefore(run.until())
        || takedowns.covers(blob.did(), blob.cid())) {
      return Outcome.KEPT;
    }
    if (!run.dryRun()) {
      store.delete(blob.did(), blob.cid(), Place.TEMPORARY);
    }
    if (references.isReferenced(blob.did(), blob.cid())) {
      return Outcome.KEPT;
    }
    boolean orphan = store.exists(blob.did(), blob.cid(), Place.PERMANENT);
    if (!run.dryRun()) {
      store.delete(blob.did(), blob.cid(), Place.PERMANENT);
      accounts.write(
          tx -> {
            BlobTable.delete(tx, blob.did(), blob.cid());
            return null;
          });
    }
    return orphan ? Outcome.ORPHAN_REMOVED : Outcome.UPLOAD_REMOVED;
  }
}
