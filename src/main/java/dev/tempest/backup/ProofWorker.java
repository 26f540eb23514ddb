package dev.tempest.backup;

import dev.tempest.account.StoredAccounts;
import dev.tempest.account.StoredAccounts.Account;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.StoredBlobs;
import dev.tempest.record.RepoInspection;
import dev.tempest.secret.Secrets;
import dev.tempest.sequencer.StoredLog;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.FrozenDatabase;
import dev.tempest.sqlite.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Proves one account after another. For one thread, which has the shared databases to itself. */
final class ProofWorker implements AutoCloseable {
  private final DataDir folder;
  private final Expected expected;
  private final Secrets secrets;
  private final BlobProof blobs;
  private final FrozenDatabase accounts;
  private final FrozenDatabase log;

  ProofWorker(DataDir folder, Expected expected, Secrets secrets, BlobProof blobs) {
    this.folder = folder;
    this.expected = expected;
    this.secrets = secrets;
    this.blobs = blobs;
    this.accounts = FrozenDatabase.open(folder.accountDb());
    this.log = FrozenDatabase.open(folder.sequencerDb());
  }

  /** What the manifest says: all accounts, and the blobs that were not there to be copied. */
  record Expected(Map<Did, Manifest.AccountEntry> accounts, Set<Blob> lacking) {}

  /** A blob of an account. */
  record Blob(Did did, Cid cid) {}

  AccountProof prove(Account account) {
    var draft = new AccountProof.Draft(account);
    try {
      if (account.isHosted()) {
        proveRepo(account.did(), draft);
      } else if (account.complete() && Files.exists(folder.repoDb(account.did()))) {
        draft.fault("is deleted and has a repository");
      }
      proveStatus(account, draft);
    } catch (RuntimeException damaged) { // whatever the file's bytes made of it
      draft.fault(String.valueOf(damaged.getMessage()));
    }
    return draft.finish();
  }

  private void proveStatus(Account account, AccountProof.Draft draft) {
    var listed = expected.accounts().get(account.did());
    if (listed == null) {
      if (account.isHosted()) {
        draft.fault("is not in the manifest");
      }
    } else if (listed.status() != account.status()) {
      draft.fault("is " + account.status().wire() + ", not as the manifest says");
    }
  }

  private void proveRepo(Did did, AccountProof.Draft draft) {
    Path file = folder.repoDb(did);
    if (!Files.exists(file)) {
      draft.fault("has no repository");
      return;
    }
    try (var repo = FrozenDatabase.open(file)) {
      var faults = repo.faults(Schema.REPO);
      faults.forEach(draft::fault);
      if (faults.isEmpty()) {
        repo.read(connection -> proveRepo(connection, did, draft));
      }
    }
  }

  private @Nullable Void proveRepo(Connection repo, Did did, AccountProof.Draft draft)
      throws SQLException {
    var key = accounts.read(connection -> StoredAccounts.key(connection, did, secrets));
    if (key.isEmpty()) {
      draft.fault("has no signing key");
      return null;
    }
    var report = RepoInspection.verify(repo, did, key.get());
    draft.repository(report);
    proveHead(report, did, draft);
    proveEvents(repo, report, did, draft);
    RepoInspection.blobs(repo, blob -> proveBlob(did, blob, draft));
    return null;
  }

  private void proveHead(RepoInspection.Report report, Did did, AccountProof.Draft draft) {
    var listed = expected.accounts().get(did);
    if (listed != null
        && !(Objects.equals(report.head(), listed.head())
            && Objects.equals(report.rev(), listed.rev()))) {
      draft.fault(
          "is at %s, rev %s, and not at %s, rev %s, as the manifest says"
              .formatted(report.head(), report.rev(), listed.head(), listed.rev()));
    }
  }

  /** An inactive account has revisions that nobody was told of. */
  private void proveEvents(
      Connection repo, RepoInspection.Report report, Did did, AccountProof.Draft draft) {
    var newest = log.read(connection -> StoredLog.newestCommit(connection, did));
    if (newest.filter(rev -> rev.compareTo(report.rev()) > 0).isPresent()) {
      draft.fault(
          "the event log tells of rev " + newest.get() + ", which is not in the repository");
    }
    var listed = expected.accounts().get(did);
    if (listed != null && listed.status().isActive() && !isTold(repo, report, did)) {
      draft.fault("no event tells of rev " + report.rev());
    }
  }

  private boolean isTold(Connection repo, RepoInspection.Report report, Did did) {
    return accounts.read(
        own ->
            StoredAccounts.isUnannounced(own, did)
                || log.read(
                    events ->
                        StoredLog.tellsOf(
                            new StoredLog.Files(events, own, repo), did, report.rev())));
  }

  private void proveBlob(Did did, Cid blob, AccountProof.Draft draft) {
    var size = accounts.read(connection -> StoredBlobs.size(connection, did, blob));
    if (size.isEmpty() || expected.lacking().contains(new Blob(did, blob))) {
      draft.lackingBlob();
      return;
    }
    var fault = blobs.fault(did, blob, size.getAsLong());
    if (fault.isPresent()) {
      draft.fault(fault.get());
    } else {
      draft.blob(size.getAsLong());
    }
  }

  @Override
  public void close() {
    accounts.close();
    log.close();
  }
}
