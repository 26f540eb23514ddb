package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of the blobs, in numbers. Blocks. */
@Singleton
public final class BlobStatistics {
  private final BlobStore store;
  private final BlobSweepCounters sweeps;
  private final Database accounts;

  BlobStatistics(BlobStore store, BlobSweepCounters sweeps, AccountDatabase accounts) {
    this.store = store;
    this.sweeps = sweeps;
    this.accounts = accounts.database();
  }

  /** All blobs, temporary ones too. */
  public record Totals(long accounts, long bytes) {}

  public Totals totals() {
    return accounts.read(BlobCountTable::totals);
  }

  /** What sweeps have removed since the start of the process. */
  public record Sweeps(
      @Nullable Instant lastEndedAt,
      long uploadsRemoved,
      long orphansRemoved,
      long bytesRemoved,
      long failed) {}

  public Sweeps sweeps() {
    return sweeps.totals();
  }

  /** The blobs of {@code did} that are here, temporary ones too. */
  public Set<Cid> of(Did did) {
    return accounts.read(connection -> BlobCountTable.ofAccount(connection, did));
  }

  /** The blobs of one account, temporary ones too. */
  public record Usage(long count, long bytes) {
    public static final Usage NONE = new Usage(0, 0);
  }

  /** What each account that has blobs has of them. */
  public Map<Did, Usage> byAccount() {
    return accounts.read(BlobCountTable::byAccount);
  }

  /** The kind of store. */
  public String adapter() {
    return store.getClass().getSimpleName();
  }

  /** Where it is: a folder, or the address of a bucket. */
  public String location() {
    return store.location();
  }
}
