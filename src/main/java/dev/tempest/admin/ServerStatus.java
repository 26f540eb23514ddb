package dev.tempest.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.backup.BackupReport;
import dev.tempest.blob.BlobStatistics;
import dev.tempest.sqlite.VolumeHealth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer of {@code _admin/status}. Its fields are what operators' dashboards read. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServerStatus(
    String status,
    String version,
    Operator admin,
    VolumeHealth.Storage storage,
    Databases database,
    Log sequencer,
    Blobs blobStore,
    BackupReport.State backup,
    List<Account> accounts) {
  /**
   * The operator.
   *
   * @param authMethod {@code local_account}, {@code oauth} (an account elsewhere), {@code
   *     admin_did_not_configured}, or {@code admin_did_not_found} when it was deleted here
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Operator(@Nullable Did did, String authMethod, boolean tokenConfigured) {}

  public record Databases(Place accountDb, Place sequencerDb, Place repoDir, Place blobDir) {}

  /** {@code type} is {@code file}, {@code directory} or {@code missing}. */
  public record Place(String path, boolean exists, String type, long bytes) {}

  /** A commit and its event are one write: {@code tornWriteCount} is zero for ever. */
  public record Log(long currentSeq, int tornWriteCount) {}

  /** {@code publicBlobCount} counts what records refer to and is here. */
  public record Blobs(
      String adapter,
      String path,
      long accountCount,
      long publicBlobCount,
      BlobStatistics.Sweeps sweeps) {}

  /**
   * {@code commitCount} is of commits kept, of which a repository has its newest; {@code blobBytes}
   * is of all uploads, as the quota is, which is absent where there is none.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Account(
      Did did,
      Handle handle,
      boolean active,
      String status,
      int repoCount,
      long recordCount,
      int commitCount,
      long blobCount,
      long missingBlobCount,
      long blobBytes,
      @Nullable Long blobQuota) {}
}
