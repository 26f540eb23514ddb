package dev.tempest.record;

import dev.tempest.atproto.car.CarWriter;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.repo.Commit;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.atproto.syntax.TidClock;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.SigningKeys;
import dev.tempest.fault.Refusal;
import dev.tempest.sequencer.Outbox;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.sqlite.RepoTransaction;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Signs repositories anew: a commit that changes no record, for accounts that have another key or
 * that come out of a backup.
 */
@Singleton
public final class RepoResigning {
  private final RepoFiles repos;
  private final Outbox outbox;
  private final SigningKeys keys;
  private final AccountDirectory accounts;
  private final TidClock tids;

  RepoResigning(
      RepoFiles repos, Outbox outbox, SigningKeys keys, AccountDirectory accounts, TidClock tids) {
    this.repos = repos;
    this.outbox = outbox;
    this.keys = keys;
    this.accounts = accounts;
    this.tids = tids;
  }

  /** Tells nobody while the account is not active; activation will. */
  public void resign(Did did) {
    repos.write(did, transaction -> resign(transaction, did));
  }

  /**
   * Gives the repository a revision of now, and tells nobody; returns the event that does. What
   * others have seen of it since the backup must not be newer: they would not listen.
   */
  public Event renew(Did did) {
    return repos.write(
        did,
        transaction -> {
          var signed = sign(transaction, did);
          return RepoExport.syncEvent(did, signed.head(), signed.block());
        });
  }

  private Head resign(RepoTransaction transaction, Did did) throws SQLException {
    var signed = sign(transaction, did);
    var head = signed.head();
    if (accounts.find(did).filter(account -> account.status().isActive()).isPresent()) {
      var root = NodeTable.find(transaction.connection(), head.data());
      if (root == null) {
        throw new SQLException("repository without its root");
      }
      var commit = commitEvent(did, signed.before(), head, signed.block(), root);
      var events = List.of(commit, RepoExport.syncEvent(did, head, signed.block()));
      outbox.append(transaction, did, head.rev(), events);
    }
    return head;
  }

  private record Signed(Head before, Head head, Bytes block) {}

  private Signed sign(RepoTransaction transaction, Did did) throws SQLException {
    var tx = transaction.connection();
    Head before = HeadTable.find(tx);
    if (before == null) {
      throw Refusal.repoNotFound(did.value());
    }
    Tid rev = tids.next(before.rev());
    Bytes block = Bytes.wrap(Commit.sign(did, before.data(), rev, keys.of(did)).encode());
    var head = new Head(Cid.of(Cid.Codec.DAG_CBOR, block.unwrap()), rev, before.data());
    HeadTable.replace(tx, did, head, block);
    return new Signed(before, head, block);
  }

  /** The root is there although it is not new: those who check a commit begin at it. */
  private static Event commitEvent(Did did, Head before, Head head, Bytes block, Bytes root) {
    var blocks = new LinkedHashMap<Cid, Bytes>();
    blocks.put(head.commit(), block);
    blocks.put(head.data(), root);
    return new Event.Commit(
        did,
        head.commit(),
        head.rev(),
        before.rev(),
        before.data(),
        Bytes.wrap(CarWriter.of(head.commit(), blocks)),
        List.of());
  }
}
