package dev.tempest.backup;

import dev.tempest.account.StoredAccounts;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.StoredBlobs;
import dev.tempest.record.RepoInspection;
import dev.tempest.sequencer.StoredLog;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.FrozenDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a backup's databases say, once they are copied. */
final class CopiedDatabases {
  private static final int PAGE = 500;

  private final Path folder;

  CopiedDatabases(Path folder) {
    this.folder = folder;
  }

  long lastSeq() {
    return FrozenDatabase.read(folder.resolve(BackupLayout.SEQUENCER), StoredLog::lastSeq);
  }

  /** Takes one account. */
  @FunctionalInterface
  interface AccountVisitor {
    void visit(Manifest.AccountEntry account) throws IOException;
  }

  /** Visits accounts and tombstones; not those that were being made. */
  void accounts(AccountVisitor visitor) throws IOException {
    try (var accounts = openAccounts()) {
      var page = accountsBehind(accounts, null);
      while (!page.isEmpty()) {
        for (var account : page) {
          if (account.complete()) {
            visitor.visit(entry(account));
          }
        }
        page = accountsBehind(accounts, page.getLast().did());
      }
    }
  }

  private static List<StoredAccounts.Account> accountsBehind(
      FrozenDatabase accounts, @Nullable Did did) {
    return accounts.read(connection -> StoredAccounts.behind(connection, did, PAGE));
  }

  private Manifest.AccountEntry entry(StoredAccounts.Account account) {
    Path repo = repo(account.did());
    Head head =
        Files.exists(repo)
            ? FrozenDatabase.<@Nullable Head>read(
                repo, connection -> RepoInspection.head(connection).orElse(null))
            : null;
    return new Manifest.AccountEntry(
        account.did(),
        account.handle(),
        account.status(),
        head == null ? null : head.commit(),
        head == null ? null : head.rev());
  }

  long blobBytes() {
    try (var accounts = openAccounts()) {
      return accounts.read(StoredBlobs::bytes);
    }
  }

  /** Takes one blob; {@code referenced} says whether a record refers to it. */
  @FunctionalInterface
  interface BlobVisitor {
    void visit(StoredBlobs.Stored blob, boolean referenced) throws IOException;
  }

  /** Visits everything that was uploaded, account by account. */
  void blobs(BlobVisitor visitor) throws IOException {
    Did did = null;
    Set<Cid> references = Set.of();
    try (var accounts = openAccounts()) {
      var page = blobsBehind(accounts, null);
      while (!page.isEmpty()) {
        for (var blob : page) {
          if (!blob.did().equals(did)) {
            did = blob.did();
            references = references(did);
          }
          visitor.visit(blob, references.contains(blob.cid()));
        }
        page = blobsBehind(accounts, page.getLast());
      }
    }
  }

  private static List<StoredBlobs.Stored> blobsBehind(
      FrozenDatabase accounts, StoredBlobs.@Nullable Stored blob) {
    return accounts.read(connection -> StoredBlobs.behind(connection, blob, PAGE));
  }

  private Set<Cid> references(Did did) {
    var found = new HashSet<Cid>();
    Path repo = repo(did);
    if (Files.exists(repo)) {
      FrozenDatabase.read(
          repo,
          connection -> {
            RepoInspection.blobs(connection, found::add);
            return true;
          });
    }
    return found;
  }

  private FrozenDatabase openAccounts() {
    return FrozenDatabase.open(folder.resolve(BackupLayout.ACCOUNTS));
  }

  private Path repo(Did did) {
    return folder.resolve(BackupLayout.REPOS).resolve(DataDir.safeName(did) + ".sqlite");
  }
}
