package dev.tempest.record;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.mst.MstNode;
import dev.tempest.atproto.repo.RepoCar;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.sqlite.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the records and nodes of a verified file in the place of the stored ones. Records that are
 * the same stay as they are; nodes are written anew. Lives for one transaction.
 */
final class RepoReplacement implements RepoCar.Visitor {
  private final Connection tx;
  private final BulkRecordTable table;
  private final BitSet kept = new BitSet();
  private final Set<Cid> released = new LinkedHashSet<>();
  private @Nullable Nsid collection;
  private long collectionRow;
  private long records;

  RepoReplacement(Connection tx, BulkRecordTable table) throws SQLException {
    this.tx = tx;
    this.table = table;
    table.deleteNodes();
  }

  @Override
  public void node(MstNode node) {
    try {
      table.addNode(node);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  @Override
  public void record(RecordPath path, Cid cid, Bytes content) {
    records++;
    try {
      store(path, cid, content);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private void store(RecordPath path, Cid cid, Bytes content) throws SQLException {
    if (!path.collection().equals(collection)) { // records come collection by collection
      collection = path.collection();
      collectionRow = table.addCollection(collection);
    }
    var old = table.wasEmpty() ? null : table.find(collectionRow, path.rkey());
    if (old == null) {
      index(table.insert(collectionRow, path.rkey(), cid, content), path, content);
      return;
    }
    kept.set(Math.toIntExact(old.id()));
    if (!old.cid().equals(cid)) {
      released.addAll(BlobRefTable.removeOf(tx, old.id()));
      BacklinkTable.remove(tx, old.id());
      table.update(old.id(), cid, content);
      index(old.id(), path, content);
    }
  }

  private void index(long row, RecordPath path, Bytes content) throws SQLException {
    var record = RepoCar.decode(path, content);
    for (Cid blob : BlobRef.findCids(record)) {
      table.addBlob(row, blob);
    }
    String subject = EncodedRecord.subject(path.collection(), record);
    if (subject != null) {
      table.addBacklink(row, subject);
    }
  }

  /** Removes the records that were not met; returns the blobs that some record let go of. */
  Set<Cid> finish() throws SQLException {
    if (!table.wasEmpty()) {
      for (long row : table.others(kept)) {
        released.addAll(BlobRefTable.removeOf(tx, row));
        RecordTable.delete(tx, row);
      }
    }
    return released;
  }

  long records() {
    return records;
  }

  private static StorageException failure(SQLException cause) {
    return new StorageException(
        "cannot store an imported repository: " + cause.getMessage(), cause);
  }
}
