package dev.tempest.record;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tempest.atproto.car.CarWriter;
import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.mst.MstNode;
import dev.tempest.atproto.repo.CommitPlan;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.repo.RepoException;
import dev.tempest.atproto.repo.Write;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.atproto.syntax.TidClock;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.HostedAccount;
import dev.tempest.auth.SigningKeys;
import dev.tempest.blob.BlobService;
import dev.tempest.fault.Refusal;
import dev.tempest.sequencer.Outbox;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.sqlite.RepoTransaction;
import dev.tempest.sqlite.RepoWork;
import dev.tempest.takedown.Takedowns;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes the repositories. A write is on disk, with its event, when it returns. */
@Singleton
public class RecordService {
  /** Spec: /specs/sync, "Firehose": operations in one commit. */
  static final int MOST_WRITES = CommitPlan.MOST_WRITES;

  /** About a kilobyte each; a write to a repository of a million records reads ten. */
  private static final int MOST_DECODED_NODES = 10_000;

  private final RepoFiles repos;
  private final Outbox outbox;
  private final Sequencer sequencer;
  private final AccountDirectory accounts;
  private final SigningKeys keys;
  private final BlobService blobs;
  private final Takedowns takedowns;
  private final TidClock tids;
  private final RecordMetrics metrics;
  private final Cache<Cid, MstNode> decodedNodes =
      Caffeine.newBuilder()
          .maximumSize(MOST_DECODED_NODES)
          .executor(Runnable::run) // every write adds some: waking a thread costs more than to tidy
          .build();

  RecordService(
      RepoFiles repos,
      Outbox outbox,
      Sequencer sequencer,
      AccountDirectory accounts,
      SigningKeys keys,
      BlobService blobs,
      Takedowns takedowns,
      TidClock tids,
      RecordMetrics metrics) {
    this.repos = repos;
    this.outbox = outbox;
    this.sequencer = sequencer;
    this.accounts = accounts;
    this.keys = keys;
    this.blobs = blobs;
    this.takedowns = takedowns;
    this.tids = tids;
    this.metrics = metrics;
  }

  /** Makes the repository of a new account, with the events that announce it. */
  public Head createRepo(Did did, Handle handle) {
    repos.create(did);
    return repos.write(
        did,
        transaction -> {
          Tid rev = tids.next(null);
          var plan = plan(transaction, did, null, List.of(), rev);
          store(transaction, did, plan);
          outbox.append(
              transaction,
              did,
              rev,
              List.of(
                  new Event.Identity(did, handle),
                  new Event.Account(did, true, null),
                  commitEvent(plan),
                  syncEvent(plan)));
          return plan.head();
        });
  }

  /**
   * Applies {@code writes} as one commit, or none at all. Refuses with {@code InvalidSwap} when the
   * repository is not at {@code swapCommit}, or a record not at what its write expects.
   */
  public Applied apply(Did did, List<RecordWrite> writes, @Nullable Cid swapCommit) {
    if (writes.size() > MOST_WRITES) {
      throw Refusal.invalid("Too many writes. Max: " + MOST_WRITES);
    }
    if (!sequencer.hasRoom()) {
      throw new Refusal.Unavailable("The event log is behind; try again shortly");
    }
    return repos.write(did, new Application(did, writes, swapCommit));
  }

  /** One call's writes on their way into a transaction. */
  private final class Application implements RepoWork<Applied> {
    private final Did did;
    private final List<RecordWrite> writes;
    private final List<@Nullable EncodedRecord> records = new ArrayList<>();
    private final @Nullable Cid swapCommit;

    Application(Did did, List<RecordWrite> writes, @Nullable Cid swapCommit) {
      this.did = did;
      this.writes = writes;
      this.swapCommit = swapCommit;
      writes.forEach(write -> records.add(encode(write)));
    }

    // A blob is made permanent before the commit that refers to it: a crash in between leaves a
    // file too many, never one too few.
    @Override
    public void prepare() {
      List<BlobRef> referenced = new ArrayList<>();
      for (EncodedRecord record : records) {
        if (record != null) {
          referenced.addAll(record.blobs());
        }
      }
      if (!referenced.isEmpty()) {
        blobs.requireAll(did, referenced);
        blobs.promote(did, referenced.stream().map(BlobRef::cid).toList());
      }
    }

    @Override
    public Applied apply(RepoTransaction transaction) throws SQLException {
      requireActive();
      Head head = requireHead(transaction);
      if (swapCommit != null && !swapCommit.equals(head.commit())) {
        throw new Refusal.Invalid("InvalidSwap", "Commit was at " + head.commit());
      }
      var planned = new RepoWrites(transaction.connection(), did, head, tids);
      for (int i = 0; i < writes.size(); i++) {
        planned.add(writes.get(i), records.get(i));
      }
      if (planned.changes().isEmpty()) {
        return new Applied(null, planned.outcomes());
      }
      Tid rev = tids.next(head.rev());
      var changes = planned.changes().stream().map(RepoWrites.Change::write).toList();
      var plan = plan(transaction, did, head, changes, rev);
      Set<Cid> released = planned.store(rev);
      store(transaction, did, plan);
      outbox.append(transaction, did, rev, List.of(commitEvent(plan)));
      transaction.afterCommit(() -> metrics.committed(planned.changes()));
      if (!released.isEmpty()) {
        transaction.afterCommit(() -> blobs.removeUnreferenced(did, released));
      }
      return new Applied(plan.head(), planned.outcomes());
    }

    // the account may have left since its caller was let in: no commit follows the event of that
    private void requireActive() {
      accounts.find(did).ifPresent(HostedAccount::requireActive);
    }

    private Head requireHead(RepoTransaction transaction) throws SQLException {
      Head head = HeadTable.find(transaction.connection());
      if (head == null) {
        throw Refusal.repoNotFound(did.value());
      }
      return head;
    }
  }

  private static @Nullable EncodedRecord encode(RecordWrite write) {
    return switch (write) {
      case RecordWrite.Create create -> EncodedRecord.of(create.collection(), create.value());
      case RecordWrite.Update update -> EncodedRecord.of(update.collection(), update.value());
      case RecordWrite.Put put -> EncodedRecord.of(put.collection(), put.value());
      case RecordWrite.Delete _ -> null;
    };
  }

  private CommitPlan plan(
      RepoTransaction transaction, Did did, @Nullable Head head, List<Write> writes, Tid rev)
      throws SQLException {
    var nodes = new TransactionNodes(transaction.connection(), decodedNodes);
    try {
      return CommitPlan.of(did, head, nodes, writes, rev, keys.of(did));
    } catch (RepoException e) {
      throw Refusal.invalid(e.getMessage());
    }
  }

  private static Event commitEvent(CommitPlan plan) {
    Head previous = plan.previous();
    return new Event.Commit(
        plan.did(),
        plan.head().commit(),
        plan.head().rev(),
        previous == null ? null : previous.rev(),
        previous == null ? null : previous.data(),
        plan.car(),
        plan.ops());
  }

  private static Event syncEvent(CommitPlan plan) {
    Cid commit = plan.head().commit();
    return new Event.Sync(
        plan.did(),
        plan.head().rev(),
        Bytes.wrap(CarWriter.of(commit, Map.of(commit, plan.commitBlock()))));
  }

  private void store(RepoTransaction transaction, Did did, CommitPlan plan) throws SQLException {
    var tx = transaction.connection();
    NodeTable.putAll(tx, plan.head().rev(), plan.newNodes());
    NodeTable.deleteAll(tx, plan.removedNodes());
    HeadTable.replace(tx, did, plan.head(), plan.commitBlock());
    decodedNodes.putAll(plan.decodedNodes()); // true to their CIDs, whatever becomes of this commit
  }

  /** A stored record: {@code content} is DAG-CBOR. */
  public record StoredRecord(RecordPath path, Cid cid, Bytes content) {}

  /** Empty also when the operator took the record down. */
  public Optional<StoredRecord> find(Did did, RecordPath path) {
    if (takedowns.covers(did, path)) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        repos.read(
            did,
            connection -> {
              var row = RecordTable.find(connection, path);
              return row == null ? null : new StoredRecord(path, row.cid(), row.content());
            }));
  }

  /** Whether the record is there, taken down or not. */
  public Optional<Cid> cid(Did did, RecordPath path) {
    return Optional.ofNullable(repos.read(did, connection -> RecordTable.find(connection, path)))
        .map(RecordTable.Row::cid);
  }

  /**
   * Newest first unless {@code oldestFirst}; {@code cursor} is the record key to go on after.
   * Without those that the operator took down.
   */
  List<StoredRecord> list(Did did, RecordTable.Page page) {
    return takedowns.isUntouched(did) ? stored(did, page) : visible(did, page);
  }

  private List<StoredRecord> visible(Did did, RecordTable.Page page) {
    var found = new ArrayList<StoredRecord>();
    var rest = page;
    while (true) {
      var stored = stored(did, rest);
      for (StoredRecord record : stored) {
        if (!takedowns.covers(did, record.path())) {
          found.add(record);
        }
      }
      int missing = page.limit() - found.size();
      if (missing == 0 || stored.size() < rest.limit()) {
        return found;
      }
      String last = stored.getLast().path().rkey().value();
      rest = new RecordTable.Page(page.collection(), missing, last, page.oldestFirst());
    }
  }

  private List<StoredRecord> stored(Did did, RecordTable.Page page) {
    return repos.read(
        did,
        connection ->
            RecordTable.list(connection, page).stream()
                .map(
                    row ->
                        new StoredRecord(
                            new RecordPath(page.collection(), row.rkey()),
                            row.cid(),
                            row.content()))
                .toList());
  }

  List<Nsid> collections(Did did) {
    return repos.read(did, RecordTable::collections);
  }
}
