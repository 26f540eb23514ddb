package dev.tempest.backup;

import dev.tempest.auth.AccountStatus;
import dev.tempest.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a server that was started on a backup for every account, and compares. */
final class TwinComparison {
  private final TwinServer twin;
  private final List<String> faults = new ArrayList<>();
  private long compared;

  TwinComparison(TwinServer twin) {
    this.twin = twin;
  }

  void compare(Manifest manifest, Progress progress) throws IOException {
    try (var accounts = manifest.accounts()) {
      for (var account : (Iterable<Manifest.AccountEntry>) accounts::iterator) {
        progress.advance(1);
        if (account.head() != null) {
          compared++;
          fault(account).ifPresent(fault -> faults.add(account.did() + ": " + fault));
        }
      }
    }
  }

  private Optional<String> fault(Manifest.AccountEntry account) throws IOException {
    return account.status().isActive() ? headFault(account) : statusFault(account);
  }

  private Optional<String> headFault(Manifest.AccountEntry account) throws IOException {
    var answer = twin.get("com.atproto.sync.getLatestCommit?did=" + account.did());
    String cid = answer.body().path("cid").asText();
    String rev = answer.body().path("rev").asText();
    return cid.equals(String.valueOf(account.head())) && rev.equals(String.valueOf(account.rev()))
        ? Optional.empty()
        : Optional.of(
            "the server says %s (%d), and the manifest %s, rev %s"
                .formatted(answer.body(), answer.status(), account.head(), account.rev()));
  }

  /** One that wanted to be gone by now may be, for the start sees to that. */
  private Optional<String> statusFault(Manifest.AccountEntry account) throws IOException {
    var answer = twin.get("com.atproto.sync.getRepoStatus?did=" + account.did());
    String status = answer.body().path("status").asText();
    return status.equals(account.status().wire()) || status.equals(AccountStatus.DELETED.wire())
        ? Optional.empty()
        : Optional.of(
            "the server says %s (%d), and the manifest %s"
                .formatted(answer.body(), answer.status(), account.status().wire()));
  }

  long compared() {
    return compared;
  }

  List<String> faults() {
    return List.copyOf(faults);
  }
}
