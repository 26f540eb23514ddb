package dev.tempest.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.auth.HostedAccount;
import dev.tempest.blob.BlobInventory;
import dev.tempest.record.MissingBlobs;
import dev.tempest.record.RepoInspection;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** How much of an account is here, and whether the world knows. */
@Singleton
final class MoveStatuses {
  private final RepoInspection repos;
  private final MissingBlobs missing;
  private final BlobInventory blobs;
  private final PublishedIdentity published;
  private final Database accounts;

  MoveStatuses(
      RepoInspection repos,
      MissingBlobs missing,
      BlobInventory blobs,
      PublishedIdentity published,
      AccountDatabase accounts) {
    this.repos = repos;
    this.missing = missing;
    this.blobs = blobs;
    this.published = published;
    this.accounts = accounts.database();
  }

  /**
   * The answer of {@code checkAccountStatus}: what the lexicon has, and from {@code did} on what
   * the original Tempest added.
   *
   * @param importedBlobs of those that records refer to
   * @param blobCount all uploads
   * @param migrationReady everything that records refer to is here, and the DID document names this
   *     server and key: {@code activateAccount} would do
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record MoveStatus(
      boolean activated,
      boolean validDid,
      Cid repoCommit,
      Tid repoRev,
      long repoBlocks,
      long indexedRecords,
      long privateStateValues,
      long expectedBlobs,
      long importedBlobs,
      Did did,
      boolean active,
      @Nullable String status,
      int repoCount,
      long recordCount,
      long blobCount,
      long missingBlobCount,
      boolean migrationReady) {}

  MoveStatus of(HostedAccount account) {
    Did did = account.did();
    boolean validDid = published.isHere(did);
    var contents = repos.contents(did);
    var referenced = missing.count(did);
    long preferences = accounts.read(tx -> LifecycleTable.countPreferences(tx, did));
    boolean active = account.status().isActive();
    return new MoveStatus(
        active,
        validDid,
        contents.head().commit(),
        contents.head().rev(),
        contents.blocks(),
        contents.records(),
        preferences,
        referenced.referenced(),
        referenced.referenced() - referenced.missing(),
        did,
        active,
        account.status().whyInactive().orElse(null),
        1,
        contents.records(),
        blobs.count(did),
        referenced.missing(),
        validDid && referenced.missing() == 0);
  }
}
