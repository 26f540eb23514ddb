package dev.tempest.doctor;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.repo.CommitPlan;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.secret.Secrets;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.Schema;
import dev.tempest.sqlite.SqlFunction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A volume as a server left it. */
final class TestVolume {
  static final String SECRET = "a secret of the tests, long enough to be taken for one";
  private static final Database.Size SIZE = new Database.Size(1, 256);

  final DataDir dataDir;

  private TestVolume(DataDir dataDir) {
    this.dataDir = dataDir;
  }

  static TestVolume create(Path root) {
    var volume = new TestVolume(DataDir.create(root));
    var canary = Bytes.wrap("tempest".getBytes(StandardCharsets.UTF_8));
    volume.accounts(
        "INSERT INTO canary (id, sealed) VALUES (1, ?)",
        Secrets.of(SECRET).seal(canary, "canary").toArray());
    volume.log("SELECT 1");
    return volume;
  }

  /** The same volume at another place. */
  TestVolume copyTo(Path root) throws IOException {
    var copy = new TestVolume(DataDir.create(root));
    try (var files = Files.walk(dataDir.root())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, root.resolve(dataDir.root().relativize(file)));
      }
    }
    return copy;
  }

  static PrivateKey newKey() {
    return PrivateKey.generate(Curve.K256, new SecureRandom());
  }

  void account(Did did, String handle, PrivateKey key) {
    accounts(
        "INSERT INTO account (did, handle, status, incomplete, created_at)"
            + " VALUES (?, ?, 'active', 0, 1)",
        did.value(),
        handle);
    accounts(
        "INSERT INTO signing_key (did, curve, sealed) VALUES (?, 'K256', ?)",
        did.value(),
        Secrets.of(SECRET).seal(key.toBytes(), "signing-key").toArray());
    repository(did, key);
  }

  /** An empty repository, whose creation the log tells of. */
  private void repository(Did did, PrivateKey key) {
    var rev = Tid.of(Instant.now().toEpochMilli() * 1_000, 0);
    var plan = CommitPlan.of(did, null, _ -> null, List.of(), rev, key);
    Path file = dataDir.repoDb(did);
    run(
        file,
        Schema.REPO,
        "INSERT INTO repo (id, did, commit_cid, commit_block, rev, data_cid)"
            + " VALUES (1, ?, ?, ?, ?, ?)",
        did.value(),
        plan.head().commit().toBytes(),
        plan.commitBlock().toArray(),
        rev.value(),
        plan.head().data().toBytes());
    plan.newNodes()
        .forEach(
            (cid, node) ->
                run(
                    file,
                    Schema.REPO,
                    "INSERT INTO node (cid, rev, content) VALUES (?, ?, ?)",
                    cid.toBytes(),
                    rev.value(),
                    node.toArray()));
    log(
        "INSERT INTO repo_seq (did, rev, type, created_at, packed, frame)"
            + " VALUES (?, ?, '#commit', ?, 0, x'00')",
        did.value(),
        rev.value(),
        Instant.now().toEpochMilli());
  }

  /** A backup or drill of some time ago; returns when it was begun. */
  Instant run(String operation, Duration ago, boolean succeeded) {
    long time = Instant.now().minus(ago).getEpochSecond();
    accounts(
        "INSERT INTO operation_run (operation, name, started_at, ended_at, succeeded, detail)"
            + " VALUES (?, 'tempest-backup-1', ?, ?, ?, '{\"error\":\"no room\"}')",
        operation,
        time,
        time + 1,
        succeeded ? 1 : 0);
    return Instant.ofEpochSecond(time);
  }

  void accounts(String sql, Object... values) {
    run(dataDir.accountDb(), Schema.ACCOUNT, sql, values);
  }

  void log(String sql, Object... values) {
    run(dataDir.sequencerDb(), Schema.SEQUENCER, sql, values);
  }

  void repo(Did did, String sql, Object... values) {
    run(dataDir.repoDb(did), Schema.REPO, sql, values);
  }

  private static void run(Path file, Schema schema, String sql, Object... values) {
    SqlFunction<Boolean> work = connection -> run(connection, sql, values);
    try (var database = Database.open(file, schema, SIZE)) {
      database.read(work);
    }
  }

  private static boolean run(Connection connection, String sql, Object... values)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.execute();
    }
  }
}
