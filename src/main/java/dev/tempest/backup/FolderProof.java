package dev.tempest.backup;

import dev.tempest.account.SecretCanary;
import dev.tempest.account.StoredAccounts;
import dev.tempest.account.StoredAccounts.Account;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.progress.Progress;
import dev.tempest.secret.Secrets;
import dev.tempest.sequencer.StoredLog;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.FrozenDatabase;
import dev.tempest.sqlite.Schema;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a folder holds what a manifest says, and that a server could go on from it: every
 * database is sound, every repository is signed with its account's key and whole, every blob that
 * records refer to is there, and the event log fits. Changes nothing. Two accounts at a time.
 */
@Singleton
public final class FolderProof {
  private static final int THREADS = 2;
  private static final int PAGE = 500;

  private final Secrets secrets;

  FolderProof(Secrets secrets) {
    this.secrets = secrets;
  }

  /** No server uses {@code folder}. */
  Proof of(DataDir folder, Manifest manifest, BlobProof.Kind blobs, Progress progress) {
    var faults = new ArrayList<String>();
    checkShared(folder, manifest, faults);
    if (!faults.isEmpty()) {
      return Proof.of(manifest.about(), blobs.how(), List.of(), faults);
    }
    var expected = expected(manifest);
    progress.begin("prove accounts", manifest.totals().accounts(), Progress.Unit.ITEMS);
    var lines = new Walk(folder, progress).run(expected, blobs);
    checkComplete(folder, expected, lines, faults);
    return Proof.of(manifest.about(), blobs.how(), lines, faults);
  }

  private void checkShared(DataDir folder, Manifest manifest, List<String> faults) {
    try (var accounts = FrozenDatabase.open(folder.accountDb());
        var log = FrozenDatabase.open(folder.sequencerDb())) {
      accounts.faults(Schema.ACCOUNT).forEach(fault -> faults.add("account.sqlite: " + fault));
      log.faults(Schema.SEQUENCER).forEach(fault -> faults.add("sequencer.sqlite: " + fault));
      if (!faults.isEmpty()) {
        return;
      }
      if (!accounts.read(connection -> SecretCanary.opens(connection, secrets))) {
        faults.add(
            "SECRET_KEY_BASE is not the one of the server that the backup is of: the accounts'"
                + " signing keys cannot be opened. Set the original secret and try again");
      }
      long lastSeq = log.read(StoredLog::lastSeq);
      if (lastSeq != manifest.about().lastSeq()) {
        faults.add(
            "the event log ends at %d, and not at %d, as the manifest says"
                .formatted(lastSeq, manifest.about().lastSeq()));
      }
    }
  }

  private static ProofWorker.Expected expected(Manifest manifest) {
    try (var accounts = manifest.accounts()) {
      return new ProofWorker.Expected(
          accounts.collect(Collectors.toMap(Manifest.AccountEntry::did, account -> account)),
          manifest.blobs().faults().stream()
              .map(blob -> new ProofWorker.Blob(blob.did(), blob.cid()))
              .collect(Collectors.toSet()));
    }
  }

  /** Goes through the accounts' database, a page at a time. */
  private final class Walk {
    private final DataDir folder;
    private final Progress progress;
    private List<Account> page = List.of(); // guarded by this, like the rest
    private int next;
    private @Nullable Did last;

    Walk(DataDir folder, Progress progress) {
      this.folder = folder;
      this.progress = progress;
    }

    List<AccountProof> run(ProofWorker.Expected expected, BlobProof.Kind blobs) {
      var lines = new ArrayList<AccountProof>();
      try (var threads = Executors.newFixedThreadPool(THREADS);
          var accounts = FrozenDatabase.open(folder.accountDb())) {
        var working =
            IntStream.range(0, THREADS)
                .mapToObj(
                    _ ->
                        threads.submit(
                            () -> {
                              try (var worker =
                                  new ProofWorker(
                                      folder, expected, secrets, blobs.forOneThread().get())) {
                                return prove(worker, accounts);
                              }
                            }))
                .toList();
        for (var work : working) {
          lines.addAll(work.get());
        }
        return lines;
      } catch (ExecutionException e) {
        throw new IllegalStateException("the proof broke off: " + e.getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the proof was interrupted", e);
      }
    }

    private List<AccountProof> prove(ProofWorker worker, FrozenDatabase accounts) {
      var lines = new ArrayList<AccountProof>();
      for (Account account = take(accounts); account != null; account = take(accounts)) {
        lines.add(worker.prove(account));
        proven();
      }
      return lines;
    }

    private synchronized @Nullable Account take(FrozenDatabase accounts) {
      if (next == page.size()) {
        Did after = last;
        page = accounts.read(connection -> StoredAccounts.behind(connection, after, PAGE));
        next = 0;
        if (page.isEmpty()) {
          return null;
        }
        last = page.getLast().did();
      }
      return page.get(next++);
    }

    private synchronized void proven() {
      progress.advance(1);
    }
  }

  /** Nothing too few, and no repository of nobody. */
  private static void checkComplete(
      DataDir folder,
      ProofWorker.Expected expected,
      List<AccountProof> lines,
      List<String> faults) {
    Set<String> proven = lines.stream().map(AccountProof::did).collect(Collectors.toSet());
    expected.accounts().keySet().stream()
        .filter(did -> !proven.contains(did.value()))
        .forEach(did -> faults.add(did + " is in the manifest and not in account.sqlite"));
    Set<Path> files = new HashSet<>();
    lines.forEach(line -> files.add(folder.repoDb(new Did(line.did()))));
    if (!Files.isDirectory(folder.repos())) {
      return; // a server without accounts
    }
    try (var found = Files.list(folder.repos())) {
      found
          .filter(file -> !files.contains(file))
          .forEach(file -> faults.add("repos/" + file.getFileName() + " is of no account"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
