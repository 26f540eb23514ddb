package dev.tempest.backup;

import dev.tempest.account.StoredAccounts.Account;
import dev.tempest.record.RepoInspection;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found of one account of a backup. Without {@code head} it has no repository.
 *
 * @param blobs that records refer to, that are there and hash to their CIDs
 * @param lacking that records refer to and that were not there either when the backup was made
 */
@RegisterForReflection
public record AccountProof(
    String did,
    @Nullable String handle,
    String status,
    @Nullable String head,
    @Nullable String rev,
    long records,
    long nodes,
    long blobs,
    long blobBytes,
    long lacking,
    List<String> faults) {

  /** Collects what is found, on one thread. */
  static final class Draft {
    private final Account account;
    private final List<String> faults = new ArrayList<>();
    private RepoInspection.@Nullable Report report;
    private long blobs;
    private long blobBytes;
    private long lacking;

    Draft(Account account) {
      this.account = account;
    }

    void fault(String fault) {
      faults.add(fault);
    }

    void repository(RepoInspection.Report report) {
      this.report = report;
    }

    void blob(long size) {
      blobs++;
      blobBytes += size;
    }

    void lackingBlob() {
      lacking++;
    }

    AccountProof finish() {
      var handle = account.handle();
      var found = report;
      return new AccountProof(
          account.did().value(),
          handle == null ? null : handle.value(),
          account.complete() ? account.status().wire() : "unfinished",
          found == null ? null : found.head().toString(),
          found == null ? null : found.rev().value(),
          found == null ? 0 : found.records(),
          found == null ? 0 : found.nodes(),
          blobs,
          blobBytes,
          lacking,
          List.copyOf(faults));
    }
  }
}
