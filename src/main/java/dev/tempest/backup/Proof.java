package dev.tempest.backup;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What was found of a backup whose every database was opened, and every repository and blob
 * verified.
 *
 * @param holds whether nothing was wrong
 * @param blobs how they were looked at
 * @param accounts in the order of their DIDs
 * @param faults what is wrong with the backup as a whole
 */
@RegisterForReflection
public record Proof(
    String backup,
    Instant createdAt,
    boolean holds,
    long lastSeq,
    Totals totals,
    String blobs,
    List<AccountProof> accounts,
    List<String> faults) {

  /** Sums over {@code accounts}. */
  @RegisterForReflection
  public record Totals(
      long accounts,
      long repositories,
      long records,
      long nodes,
      long blobs,
      long blobBytes,
      long lacking) {
    private static final Totals NOTHING = new Totals(0, 0, 0, 0, 0, 0, 0);

    private Totals plus(AccountProof more) {
      return new Totals(
          accounts + 1,
          repositories + (more.head() == null ? 0 : 1),
          records + more.records(),
          nodes + more.nodes(),
          blobs + more.blobs(),
          blobBytes + more.blobBytes(),
          lacking + more.lacking());
    }
  }

  static Proof of(
      Manifest.About about, String blobs, List<AccountProof> accounts, List<String> faults) {
    var inOrder = accounts.stream().sorted(Comparator.comparing(AccountProof::did)).toList();
    var totals = Totals.NOTHING;
    boolean holds = faults.isEmpty();
    for (var account : inOrder) {
      totals = totals.plus(account);
      holds &= account.faults().isEmpty();
    }
    return new Proof(
        about.name(),
        about.createdAt(),
        holds,
        about.lastSeq(),
        totals,
        blobs,
        inOrder,
        List.copyOf(faults));
  }

  /** Refuses a backup that is not what it should be, naming the first fault. */
  void require() {
    if (!holds) {
      throw new UnprovenException(this);
    }
  }
}
