package dev.tempest.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.car.CarReader;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Limits;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.NodeSource;
import dev.tempest.atproto.repo.Commit;
import dev.tempest.atproto.repo.RepoOp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a stopped server's files with nothing of the server's storage code. */
final class CrashedVolume {
  private final Path dataDir;
  private int events;

  CrashedVolume(Path dataDir) {
    this.dataDir = dataDir;
  }

  int events() {
    return events;
  }

  /**
   * Replays the log: each account's commits follow one another without a gap, undo to one another's
   * trees, and end at the account's head, whose records are those of the file.
   */
  void assertEventsEqualCommits(long seed) {
    Map<String, List<Event.Commit>> commits = new HashMap<>();
    for (var decoded : log()) {
      events++;
      if (decoded.event() instanceof Event.Commit commit) {
        commits.computeIfAbsent(commit.did().value(), did -> new ArrayList<>()).add(commit);
      }
    }
    for (Path file : repoFiles()) {
      try (var repo = open(file)) {
        assertChain(repo, commits, seed);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void assertChain(
      Connection repo, Map<String, List<Event.Commit>> commits, long seed) throws SQLException {
    try (var statement = repo.createStatement();
        var head = statement.executeQuery("SELECT did, rev, commit_cid, data_cid FROM repo")) {
      String did = head.getString(1);
      var records = new TreeMap<String, Cid>();
      Event.Commit previous = null;
      Cid data = null;
      for (Event.Commit commit : commits.getOrDefault(did, List.of())) {
        assertThat(commit.since())
            .as("seed %d: since of %s", seed, commit.rev())
            .isEqualTo(previous == null ? null : previous.rev());
        assertThat(commit.prevData()).as("seed %d: prevData", seed).isEqualTo(data);
        data = signed(commit).data();
        commit.ops().forEach(op -> replay(op, records));
        previous = commit;
      }
      assertThat(previous).as("commits of " + did).isNotNull();
      assertThat(previous.rev().value()).isEqualTo(head.getString(2));
      assertThat(previous.commit()).isEqualTo(Cid.read(head.getBytes(3), 0));
      assertThat(data).isEqualTo(Cid.read(head.getBytes(4), 0));
      Mst rebuilt = Mst.empty();
      for (var record : records.entrySet()) {
        rebuilt = rebuilt.put(record.getKey(), record.getValue());
      }
      assertThat(rebuilt.root()).as("tree of the replayed events").isEqualTo(data);
      assertThat(stored(repo)).isEqualTo(records);
      assertThat(count(repo, "outbox")).as("outbox after a clean stop").isZero();
    }
  }

  private static void replay(RepoOp op, Map<String, Cid> records) {
    switch (op) {
      case RepoOp.Create(var path, var cid) -> records.put(path.toString(), cid);
      case RepoOp.Update(var path, var cid, _) -> records.put(path.toString(), cid);
      case RepoOp.Delete(var path, _) -> records.remove(path.toString());
    }
  }

  private static Commit signed(Event.Commit event) {
    try {
      var car = new CarReader(new ByteArrayInputStream(event.blocks().unwrap()), Limits.BLOCK);
      assertThat(car.roots()).containsExactly(event.commit());
      var blocks = new HashMap<Cid, Bytes>();
      for (var block = car.next(); block != null; block = car.next()) {
        blocks.put(block.cid(), block.content());
      }
      var commit = Commit.decode(blocks.get(event.commit()).unwrap());
      NodeSource shown = blocks::get;
      Mst tree = Mst.load(commit.data(), shown);
      for (RepoOp op : event.ops().reversed()) {
        tree =
            switch (op) {
              case RepoOp.Create create -> tree.delete(create.path().toString());
              case RepoOp.Update update -> tree.put(update.path().toString(), update.prev());
              case RepoOp.Delete delete -> tree.put(delete.path().toString(), delete.prev());
            };
      }
      if (event.prevData() != null) {
        assertThat(tree.root()).as("event undone").isEqualTo(event.prevData());
      }
      return commit;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Cid> stored(Connection repo) throws SQLException {
    var records = new TreeMap<String, Cid>();
    try (var statement = repo.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT c.nsid || '/' || r.rkey, r.cid FROM record r"
                    + " JOIN collection c ON c.id = r.collection")) {
      while (rows.next()) {
        records.put(rows.getString(1), Cid.read(rows.getBytes(2), 0));
      }
    }
    return records;
  }

  private static int count(Connection connection, String table) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return row.getInt(1);
    }
  }

  private List<Frames.Decoded> log() {
    try (var connection = open(dataDir.resolve("sequencer.sqlite"));
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT seq, frame FROM repo_seq ORDER BY seq")) {
      var decoded = new ArrayList<Frames.Decoded>();
      while (rows.next()) {
        var frame = Frames.decode(Bytes.wrap(rows.getBytes(2)));
        assertThat(frame.seq()).as("seq within the frame").isEqualTo(rows.getLong(1));
        decoded.add(frame);
      }
      return decoded;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Path> repoFiles() {
    try (var files = Files.list(dataDir.resolve("repos"))) {
      return files.filter(file -> file.toString().endsWith(".sqlite")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Connection open(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }
}
