package dev.tempest.stats;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code _stats}, as things were at {@code generatedAt}: of active accounts only, and
 * nothing that other public methods do not show. Times are datetimes, weeks' ends dates (UTC).
 *
 * @param status {@link Health#status}
 * @param users the first by handle
 * @param latestRecord null when there is none
 * @param commitWeeks four weeks, the latest commit's last
 * @param collections the largest, largest first
 */
public record PublicStats(
    String status,
    String version,
    String generatedAt,
    long uptimeSeconds,
    Metrics metrics,
    List<User> users,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Latest latestRecord,
    List<Week> commitWeeks,
    List<Collection> collections,
    Health health) {
  public PublicStats {
    users = List.copyOf(users);
    commitWeeks = List.copyOf(commitWeeks);
    collections = List.copyOf(collections);
  }

  /**
   * Sums.
   *
   * @param hostedAccountCount active accounts
   * @param totalAccountCount with those that are deactivated or taken down, as {@code listRepos}
   * @param lastIndexedAt the last change of a repository; null without any record
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Metrics(
      long hostedAccountCount,
      long totalAccountCount,
      long commitCount,
      long collectionCount,
      long recordCount,
      @Nullable String lastIndexedAt) {}

  /** The URLs are paths on this server. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record User(
      Did did,
      Handle handle,
      String status,
      long recordCount,
      @Nullable String lastIndexedAt,
      @Nullable String avatarUrl,
      @Nullable String bannerUrl) {}

  /** The record that was created last. */
  public record Latest(
      Did did, Handle handle, Nsid collection, RecordKey rkey, Cid cid, String indexedAt) {}

  /** From Monday to Sunday. */
  public record Week(String weekStart, String weekEnd, long commitCount) {}

  public record Collection(String collection, long recordCount) {}

  /** {@code status} is {@code ok}, {@code degraded} or {@code unhealthy}. */
  public record Health(String status, Checks checks) {}

  /**
   * Databases and folders are {@code ok}, {@code missing} or {@code error}.
   *
   * @param tornWriteCount zero for ever: a commit and its event are one write
   * @param statsScanErrorCount repositories that could not be counted
   */
  public record Checks(
      boolean storageWritable,
      String accountDatabase,
      String sequencerDatabase,
      String repoDirectory,
      String blobDirectory,
      boolean sequencerReadable,
      int tornWriteCount,
      int statsScanErrorCount) {}
}
