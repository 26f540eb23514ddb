package dev.tempest.cli;

import dev.tempest.account.OperatedAccount;
import dev.tempest.account.OperatorAccounts;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.blob.BlobStatistics;
import dev.tempest.progress.ByteCount;
import dev.tempest.record.RepoStatistics;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tempest account list}. */
@OnVolume
@Command(name = "list", description = "List the accounts, with what they store.")
final class AccountListCommand extends OperatorCommand {
  private static final Set<String> STATUSES =
      Set.of("active", "deactivated", "takendown", "suspended");

  private final Instance<OperatorAccounts> accounts;
  private final Instance<BlobStatistics> blobs;
  private final Instance<RepoStatistics> repos;

  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "Only accounts with this in their handle, DID or e-mail address.")
  @Nullable String text;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Only active, deactivated, takendown or suspended ones.")
  @Nullable String status;

  AccountListCommand(
      Instance<OperatorAccounts> accounts,
      Instance<BlobStatistics> blobs,
      Instance<RepoStatistics> repos) {
    this.accounts = accounts;
    this.blobs = blobs;
    this.repos = repos;
  }

  @RegisterForReflection
  record Row(
      Did did,
      Handle handle,
      @Nullable String email,
      String status,
      Instant createdAt,
      long repoBytes,
      long blobCount,
      long blobBytes,
      @Nullable Long blobQuota) {
    @Override
    public String toString() {
      return "Row[" + did + "]";
    }
  }

  @RegisterForReflection
  record Result(List<Row> accounts) {}

  @Override
  protected int run() {
    var usage = blobs.get().byAccount();
    var rows =
        chosen()
            .map(
                account ->
                    row(account, usage.getOrDefault(account.did(), BlobStatistics.Usage.NONE)))
            .toList();
    show(new Result(rows), () -> print(rows));
    return ExitCode.DONE;
  }

  private Stream<OperatedAccount> chosen() {
    if (status != null && !STATUSES.contains(status)) {
      throw CommandException.usage("no such status: " + status);
    }
    return accounts.get().list().stream()
        .filter(account -> status == null || account.status().wire().equals(status))
        .filter(account -> text == null || isFound(account, text.toLowerCase(Locale.ROOT)));
  }

  private static boolean isFound(OperatedAccount account, String text) {
    String email = account.email();
    return account.handle().value().contains(text)
        || account.did().value().contains(text)
        || (email != null && email.toLowerCase(Locale.ROOT).contains(text));
  }

  private Row row(OperatedAccount account, BlobStatistics.Usage blobs) {
    return new Row(
        account.did(),
        account.handle(),
        account.email(),
        account.status().wire(),
        account.createdAt(),
        repos.get().bytes(account.did()),
        blobs.count(),
        blobs.bytes(),
        account.blobQuota());
  }

  private void print(List<Row> rows) {
    var columns = new Columns("HANDLE", "STATUS", "REPO", "BLOBS", "SINCE", "E-MAIL", "DID");
    for (Row row : rows) {
      columns.row(
          row.handle().value(),
          row.status(),
          ByteCount.shown(row.repoBytes()),
          "%d, %s".formatted(row.blobCount(), ByteCount.shown(row.blobBytes())),
          row.createdAt().toString().substring(0, "2026-01-01".length()),
          row.email() == null ? "-" : row.email(),
          row.did().value());
    }
    columns.print(out());
    out().println(rows.size() == 1 ? "1 account" : rows.size() + " accounts");
  }
}
