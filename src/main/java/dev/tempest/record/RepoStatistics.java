package dev.tempest.record;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.RepoGlance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** What lies in the repositories, in numbers, for going through all of them. Blocks. */
@Singleton
public final class RepoStatistics {
  private final DataDir dataDir;
  private final RepoGlance glance;

  RepoStatistics(DataDir dataDir) {
    this.dataDir = dataDir;
    this.glance = new RepoGlance(dataDir);
  }

  /** {@code blobs} are those that records refer to. */
  public record Counts(long records, List<Cid> blobs) {
    public Counts {
      blobs = List.copyOf(blobs);
    }
  }

  /** What the repository's file takes; 0 when there is none. */
  public long bytes(Did did) {
    return dataDir.repoDb(did).toFile().length();
  }

  /** Empty when the account has no repository. */
  public Optional<Counts> of(Did did) {
    return glance.find(
        did,
        connection ->
            HeadTable.find(connection) == null
                ? null
                : new Counts(
                    RecordTable.count(connection),
                    BlobRefTable.list(connection, null, null, Integer.MAX_VALUE)));
  }
}
