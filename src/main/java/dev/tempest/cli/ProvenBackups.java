package dev.tempest.cli;

import dev.tempest.archive.ArchiveException;
import dev.tempest.backup.AccountProof;
import dev.tempest.backup.BackupException;
import dev.tempest.backup.Proof;
import dev.tempest.progress.ByteCount;
import java.io.PrintWriter;
import java.util.function.Supplier;

/** What the commands have in common that read backups and prove them. */
final class ProvenBackups {
  private ProvenBackups() {}

  /** A backup that is not as it was made is not verified, rather than failed. */
  static <T> T read(Supplier<T> work) {
    try {
      return work.get();
    } catch (BackupException damaged) {
      throw CommandException.notVerified(String.valueOf(damaged.getMessage()));
    } catch (ArchiveException refused) {
      String message = String.valueOf(refused.getMessage());
      throw switch (refused.reason()) {
        case PASSPHRASE_MISSING, PASSPHRASE_REFUSED, KEY_TOO_COSTLY ->
            CommandException.failed(message);
        default -> CommandException.notVerified(message);
      };
    }
  }

  static void print(Proof proof, PrintWriter out) {
    out.printf("backup %s of %s%n", proof.backup(), proof.createdAt());
    proof.accounts().forEach(account -> out.println(line(account)));
    proof.faults().forEach(fault -> out.println("FAILED: " + fault));
    var totals = proof.totals();
    out.printf(
        "%s: %d accounts, %d repositories with %d records, %d blobs (%s, %s), event log up to %d%n",
        proof.holds() ? "proven" : "NOT PROVEN",
        totals.accounts(),
        totals.repositories(),
        totals.records(),
        totals.blobs(),
        ByteCount.shown(totals.blobBytes()),
        proof.blobs(),
        proof.lastSeq());
    if (totals.lacking() > 0) {
      out.printf(
          "%d blobs that records refer to were not there either when the backup was made%n",
          totals.lacking());
    }
  }

  private static String line(AccountProof account) {
    String found =
        account.head() == null
            ? "no repository"
            : "rev %s, %d records, %d blobs"
                .formatted(account.rev(), account.records(), account.blobs());
    String outcome =
        account.faults().isEmpty() ? "ok" : "FAILED: " + String.join("; ", account.faults());
    return "%s %s %s, %s: %s"
        .formatted(
            account.did(),
            account.handle() == null ? "-" : account.handle(),
            account.status(),
            found,
            outcome);
  }
}
