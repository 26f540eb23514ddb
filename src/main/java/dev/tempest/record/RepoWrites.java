package dev.tempest.record;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.repo.Write;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.atproto.syntax.TidClock;
import dev.tempest.fault.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a caller asks for into what changes, against the records as they are: keys are given,
 * swaps checked, and writes that change nothing dropped. Lives for one transaction.
 */
final class RepoWrites {
  private final Connection tx;
  private final Did did;
  private final @Nullable Tid after;
  private final TidClock tids;
  private final List<Change> changes = new ArrayList<>();
  private final Set<Nsid> collections = new HashSet<>();
  private final Set<RecordPath> named = new HashSet<>();
  private final List<Applied.Outcome> outcomes = new ArrayList<>();

  RepoWrites(Connection tx, Did did, Head head, TidClock tids) {
    this.tx = tx;
    this.did = did;
    this.after = head.rev();
    this.tids = tids;
  }

  /** One change to store. */
  sealed interface Change {
    Write write();

    /** {@code old} is what it replaces. */
    record Store(RecordPath path, EncodedRecord record, RecordTable.@Nullable Row old)
        implements Change {
      @Override
      public Write write() {
        return old == null
            ? new Write.Create(path, record.content())
            : new Write.Update(path, record.content());
      }
    }

    record Remove(RecordPath path, RecordTable.Row old) implements Change {
      @Override
      public Write write() {
        return new Write.Delete(path);
      }
    }
  }

  List<Change> changes() {
    return changes;
  }

  List<Applied.Outcome> outcomes() {
    return outcomes;
  }

  void add(RecordWrite write, @Nullable EncodedRecord record) throws SQLException {
    switch (write) {
      case RecordWrite.Create create -> create(create, required(record));
      case RecordWrite.Update update -> update(update, required(record));
      case RecordWrite.Put put -> put(put, required(record));
      case RecordWrite.Delete delete -> delete(delete);
    }
  }

  /**
   * The path of a write, which no other write of the call may name, whether it changes it or not.
   */
  private RecordPath claim(Nsid collection, RecordKey rkey) {
    var path = new RecordPath(collection, rkey);
    if (!named.add(path)) {
      throw Refusal.invalid("Two writes to one record in one commit: " + path);
    }
    return path;
  }

  private static EncodedRecord required(@Nullable EncodedRecord record) {
    if (record == null) {
      throw new IllegalArgumentException("a write without its record");
    }
    return record;
  }

  private void create(RecordWrite.Create create, EncodedRecord record) throws SQLException {
    RecordKey rkey =
        create.rkey() != null ? create.rkey() : new RecordKey(tids.next(after).value());
    RecordPath path = claim(create.collection(), rkey);
    if (RecordTable.find(tx, path) != null) {
      throw Refusal.invalid("Record already exists: " + path);
    }
    if (create.replacesTwin() && record.subject() != null) {
      removeTwins(create.collection(), record.subject());
    }
    changes.add(new Change.Store(path, record, null));
    outcomes.add(new Applied.Outcome.Created(AtUri.of(did, path), record.cid()));
  }

  private void removeTwins(Nsid collection, String subject) throws SQLException {
    for (RecordPath twin : BacklinkTable.find(tx, collection, subject)) {
      var old = RecordTable.find(tx, twin);
      if (old != null) {
        changes.add(new Change.Remove(twin, old));
      }
    }
  }

  private void update(RecordWrite.Update update, EncodedRecord record) throws SQLException {
    RecordPath path = claim(update.collection(), update.rkey());
    var old = RecordTable.find(tx, path);
    if (old == null) {
      throw Refusal.invalid("Could not find record: " + AtUri.of(did, path));
    }
    replace(path, record, old);
  }

  private void put(RecordWrite.Put put, EncodedRecord record) throws SQLException {
    RecordPath path = claim(put.collection(), put.rkey());
    var old = RecordTable.find(tx, path);
    requireSwap(put.swap(), old);
    if (old != null) {
      replace(path, record, old);
      return;
    }
    changes.add(new Change.Store(path, record, null));
    outcomes.add(new Applied.Outcome.Created(AtUri.of(did, path), record.cid()));
  }

  private void replace(RecordPath path, EncodedRecord record, RecordTable.Row old) {
    if (!old.cid().equals(record.cid())) {
      changes.add(new Change.Store(path, record, old));
    }
    outcomes.add(new Applied.Outcome.Updated(AtUri.of(did, path), record.cid()));
  }

  private void delete(RecordWrite.Delete delete) throws SQLException {
    RecordPath path = claim(delete.collection(), delete.rkey());
    var old = RecordTable.find(tx, path);
    requireSwap(delete.swap(), old);
    if (old != null) {
      changes.add(new Change.Remove(path, old));
    }
    outcomes.add(new Applied.Outcome.Deleted());
  }

  private static void requireSwap(@Nullable SwapRecord swap, RecordTable.@Nullable Row old) {
    if (swap == null) {
      return;
    }
    Cid found = old == null ? null : old.cid();
    if (!Objects.equals(found, swap.expected())) {
      throw new Refusal.Invalid("InvalidSwap", "Record was at " + found);
    }
  }

  /** Stores the changes; returns the blobs that a record no longer refers to. */
  Set<Cid> store(Tid rev) throws SQLException {
    var released = new LinkedHashSet<Cid>();
    for (Change change : changes) {
      switch (change) {
        case Change.Remove remove -> {
          released.addAll(BlobRefTable.removeOf(tx, remove.old().id()));
          RecordTable.delete(tx, remove.old().id());
        }
        case Change.Store store -> {
          if (store.old() != null) {
            released.addAll(BlobRefTable.removeOf(tx, store.old().id()));
            BacklinkTable.remove(tx, store.old().id()); // it may be about nothing now
          }
          store(store.path(), store.record(), rev);
        }
      }
    }
    return released;
  }

  private void store(RecordPath path, EncodedRecord record, Tid rev) throws SQLException {
    if (collections.add(path.collection())) {
      RecordTable.addCollection(tx, path.collection());
    }
    long row = RecordTable.put(tx, path, record.cid(), rev, record.content());
    BlobRefTable.putAll(tx, row, rev, record.blobs());
    if (record.subject() != null) {
      BacklinkTable.put(tx, row, record.subject());
    }
  }
}
