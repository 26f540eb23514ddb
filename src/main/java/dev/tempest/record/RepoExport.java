package dev.tempest.record;

import dev.tempest.atproto.car.CarWriter;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.MstProof;
import dev.tempest.atproto.mst.NodeSource;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.sqlite.RepoGlance;
import dev.tempest.sqlite.StorageException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stored repositories as blocks, for those who copy them. Blocks; for worker threads. */
@Singleton
public class RepoExport {
  private final RepoFiles repos;
  private final RepoGlance glance;

  RepoExport(RepoFiles repos, DataDir dataDir) {
    this.repos = repos;
    this.glance = new RepoGlance(dataDir);
  }

  /** Empty when the account has no repository. */
  public Optional<Head> head(Did did) {
    return repos.exists(did)
        ? Optional.ofNullable(repos.read(did, HeadTable::find))
        : Optional.empty();
  }

  /** The event that tells where the repository stands, whatever was before. */
  public Event syncEvent(Did did) {
    return repos.snapshot(
        did, connection -> syncEvent(did, require(connection), HeadTable.commitBlock(connection)));
  }

  static Event syncEvent(Did did, Head head, Bytes commitBlock) {
    Cid commit = head.commit();
    return new Event.Sync(
        did, head.rev(), Bytes.wrap(CarWriter.of(commit, Map.of(commit, commitBlock))));
  }

  /** As {@link #head}, for going through many accounts. */
  public Optional<Head> glance(Did did) {
    return glance.find(did, HeadTable::find);
  }

  /** Whether there is a record of that collection; as {@link #glance}. */
  public boolean hasRecordsOf(Did did, Nsid collection) {
    return glance
        .find(did, connection -> RecordTable.has(connection, collection) ? true : null)
        .isPresent();
  }

  /**
   * Writes one state of the repository as a CAR file: the commit, the tree's nodes, the records, of
   * these only what came after {@code since}. Memory does not depend on the repository's size. A
   * record that lies under two keys is written twice.
   */
  public void write(Did did, @Nullable Tid since, OutputStream out) {
    repos.export(
        did,
        connection -> {
          try {
            Head head = require(connection);
            var car = new CarWriter(out);
            car.header(head.commit());
            if (since == null || head.rev().compareTo(since) > 0) {
              car.block(head.commit(), HeadTable.commitBlock(connection).unwrap());
              BlockTable.copy(connection, since, car::block);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return null;
        });
  }

  /**
   * A CAR file that proves what the repository has under {@code path}: the commit, the nodes on the
   * way, and the record if there is one.
   */
  public Bytes prove(Did did, RecordPath path) {
    return repos.snapshot(
        did,
        connection -> {
          Head head = require(connection);
          var blocks = new LinkedHashMap<Cid, Bytes>();
          blocks.put(head.commit(), HeadTable.commitBlock(connection));
          NodeSource nodes = cid -> node(connection, cid);
          blocks.putAll(MstProof.ofKey(Mst.load(head.data(), nodes), path.toString()));
          var record = RecordTable.find(connection, path);
          if (record != null) {
            blocks.put(record.cid(), record.content());
          }
          return Bytes.wrap(CarWriter.of(head.commit(), blocks));
        });
  }

  /** Those of {@code cids} that are part of the repository now, in their order. */
  public Map<Cid, Bytes> find(Did did, Collection<Cid> cids) {
    return repos.snapshot(
        did,
        connection -> {
          Head head = require(connection);
          var found = new LinkedHashMap<Cid, Bytes>();
          for (Cid cid : cids) {
            Bytes block =
                cid.equals(head.commit())
                    ? HeadTable.commitBlock(connection)
                    : BlockTable.find(connection, cid);
            if (block != null) {
              found.put(cid, block);
            }
          }
          return found;
        });
  }

  private static Head require(Connection connection) throws SQLException {
    Head head = HeadTable.find(connection);
    if (head == null) {
      throw new SQLException("repository without a commit");
    }
    return head;
  }

  private static @Nullable Bytes node(Connection connection, Cid cid) {
    try {
      return NodeTable.find(connection, cid);
    } catch (SQLException e) {
      throw new StorageException("cannot read a tree node: " + e.getMessage(), e);
    }
  }
}
