package dev.tempest.record;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.repo.Commit;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.repo.RepoCar;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.atproto.syntax.TidClock;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.SigningKeys;
import dev.tempest.blob.BlobInventory;
import dev.tempest.blob.BlobService;
import dev.tempest.fault.Refusal;
import dev.tempest.sequencer.Outbox;
import dev.tempest.sqlite.RepoTransaction;
import dev.tempest.sqlite.RepoWork;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** A verified file on its way into a transaction, which makes it the account's repository. */
final class ReplacementWork implements RepoWork<RepoImport.Imported> {
  /** Makes these, with what all of them need. */
  @Singleton
  record Factory(
      Outbox outbox,
      SigningKeys keys,
      BlobService blobs,
      BlobInventory inventory,
      AccountDirectory accounts,
      TidClock tids) {
    ReplacementWork of(Did did, RepoCar repo, Commit old) {
      return new ReplacementWork(this, did, repo, old);
    }
  }

  private final Factory server;
  private final Did did;
  private final RepoCar repo;
  private final Commit old;

  private ReplacementWork(Factory server, Did did, RepoCar repo, Commit old) {
    this.server = server;
    this.did = did;
    this.repo = repo;
    this.old = old;
  }

  @Override
  public RepoImport.Imported apply(RepoTransaction transaction) throws SQLException {
    Connection tx = transaction.connection();
    Head before = HeadTable.find(tx);
    if (before == null) {
      throw Refusal.repoNotFound(did.value());
    }
    Tid rev = server.tids().next(before.rev().compareTo(old.rev()) > 0 ? before.rev() : old.rev());
    long records;
    Set<Cid> released;
    try (var table = new BulkRecordTable(tx, rev)) {
      var replacement = new RepoReplacement(tx, table);
      repo.walk(old, replacement);
      released = replacement.finish();
      records = replacement.records();
    }
    Head head = commit(transaction, rev);
    // before the commit is on disk: a crash in between leaves a file too many, never one too few
    server.inventory().promote(did, blob -> BlobRefTable.isReferenced(tx, blob));
    if (!released.isEmpty()) {
      transaction.afterCommit(() -> server.blobs().removeUnreferenced(did, released));
    }
    return new RepoImport.Imported(head.commit(), rev, records);
  }

  /** Tells nobody while the account is not active; activation will. */
  private Head commit(RepoTransaction transaction, Tid rev) throws SQLException {
    Bytes block = Bytes.wrap(Commit.sign(did, old.data(), rev, server.keys().of(did)).encode());
    var head = new Head(Cid.of(Cid.Codec.DAG_CBOR, block.unwrap()), rev, old.data());
    HeadTable.replace(transaction.connection(), did, head, block);
    boolean active =
        server.accounts().find(did).filter(account -> account.status().isActive()).isPresent();
    if (active) {
      server
          .outbox()
          .append(transaction, did, rev, List.of(RepoExport.syncEvent(did, head, block)));
    }
    return head;
  }
}
