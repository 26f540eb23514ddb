package dev.tempest.cli;

import dev.tempest.account.OperatedAccount;
import dev.tempest.account.OperatorAccounts;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.auth.SigningKeys;
import dev.tempest.blob.BlobInventory;
import dev.tempest.blob.BlobStatistics;
import dev.tempest.progress.ByteCount;
import dev.tempest.record.RepoExport;
import dev.tempest.record.RepoStatistics;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code tempest account show}. */
@OnVolume
@Command(name = "show", description = "Show what there is to know of an account.")
final class AccountShowCommand extends OneAccountCommand {
  private final Instance<OperatorAccounts> accounts;
  private final Instance<SigningKeys> keys;
  private final Instance<RepoExport> repos;
  private final Instance<RepoStatistics> counts;
  private final Instance<BlobStatistics> blobs;
  private final Instance<BlobInventory> inventory;

  AccountShowCommand(
      NamedAccounts named,
      Instance<OperatorAccounts> accounts,
      Instance<SigningKeys> keys,
      Instance<RepoExport> repos,
      Instance<RepoStatistics> counts,
      Instance<BlobStatistics> blobs,
      Instance<BlobInventory> inventory) {
    super(named);
    this.accounts = accounts;
    this.keys = keys;
    this.repos = repos;
    this.counts = counts;
    this.blobs = blobs;
    this.inventory = inventory;
  }

  /** {@code missingBlobs}: how many records refer to and the server has not. */
  @RegisterForReflection
  record Result(
      Did did,
      Handle handle,
      @Nullable String email,
      @Nullable Instant emailConfirmedAt,
      String status,
      @Nullable String takedown,
      Instant createdAt,
      @Nullable Instant deactivatedAt,
      String signingKey,
      @Nullable Cid head,
      @Nullable Tid rev,
      long records,
      long repoBytes,
      long blobCount,
      long blobBytes,
      long missingBlobs,
      @Nullable Long blobQuota) {
    @Override
    public String toString() {
      return "Result[" + did + "]";
    }
  }

  @Override
  protected int run() {
    var account = accounts.get().find(find().did()).orElseThrow();
    var result = result(account);
    show(result, () -> print(result));
    return ExitCode.DONE;
  }

  private Result result(OperatedAccount account) {
    Did did = account.did();
    var head = repos.get().head(did);
    var counted = counts.get().of(did);
    var used = blobs.get().byAccount().getOrDefault(did, BlobStatistics.Usage.NONE);
    return new Result(
        did,
        account.handle(),
        account.email(),
        account.emailConfirmedAt(),
        account.status().wire(),
        account.takedown(),
        account.createdAt(),
        account.deactivatedAt(),
        keys.get().of(did).publicKey().toDidKey(),
        head.map(Head::commit).orElse(null),
        head.map(Head::rev).orElse(null),
        counted.map(RepoStatistics.Counts::records).orElse(0L),
        counts.get().bytes(did),
        used.count(),
        used.bytes(),
        counted.map(found -> inventory.get().missing(did, found.blobs()).size()).orElse(0),
        account.blobQuota());
  }

  private void print(Result result) {
    line("did", result.did());
    line("handle", result.handle());
    line("status", result.status());
    line("takedown", result.takedown());
    line("e-mail", result.email());
    line("  confirmed", result.emailConfirmedAt());
    line("created", result.createdAt());
    line("deactivated", result.deactivatedAt());
    line("signing key", result.signingKey());
    line("head", result.head());
    line("revision", result.rev());
    line("records", result.records() + " in " + ByteCount.shown(result.repoBytes()));
    line("blobs", result.blobCount() + " in " + ByteCount.shown(result.blobBytes()));
    line("  missing", result.missingBlobs());
    line(
        "  quota",
        result.blobQuota() == null ? "as everybody" : ByteCount.shown(result.blobQuota()));
  }

  private void line(String name, @Nullable Object value) {
    if (value != null) {
      out().printf("%-12s %s%n", name, value);
    }
  }
}
