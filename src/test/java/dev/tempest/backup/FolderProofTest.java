package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.progress.Progress;
import dev.tempest.sqlite.DataDir;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults that no checksum finds: the backup was made like that. */
@QuarkusTest
@TestProfile(SoundBackup.Profile.class)
class FolderProofTest {
  @TempDir Path dir;

  @Inject BackupCreation creation;
  @Inject FolderProof proof;

  private SoundBackup backup;
  private Path folder;
  private TestAccount account;

  @BeforeEach
  void copyBackup() {
    backup = SoundBackup.of(creation);
    account = backup.accounts.getFirst();
    folder = backup.copy(dir);
  }

  private Proof prove() {
    var files = new DataDir(folder);
    var manifest = Manifest.read(backup.folder.resolve(Manifest.FILE_NAME));
    return proof.of(files, manifest, LocalBlobProof.in(files), Progress.NONE);
  }

  private Path repo() {
    return folder.resolve("repos/" + account.did().replace(':', '_') + ".sqlite");
  }

  private void change(Path file, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = DELETE");
      statement.execute("PRAGMA foreign_keys = ON");
      assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
    }
  }

  private void assertFaulty(String fault) {
    var found = prove();
    assertThat(found.holds()).isFalse();
    assertThat(found.toString()).contains(fault);
  }

  @Test
  void holdsAsItWasMade() {
    assertThat(prove().toString()).contains("holds=true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE FROM record WHERE id = 2 | a record is missing or does not match its CID",
        "UPDATE record SET content = x'a0' WHERE id = 2 | does not match its CID",
        "DELETE FROM node | the tree",
        "UPDATE repo SET commit_block = x'a0' | ",
        "UPDATE repo SET did = 'did:plc:other', rev = '2222222222222' | ",
        "UPDATE record SET collection = 99 WHERE id = 2 | rows of record refer to what is not there",
        "PRAGMA user_version = 99 | schema version 99"
      })
  void inARepository(String sql, String fault) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + repo());
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = DELETE");
      statement.execute(sql);
    }
    if (sql.contains("did:plc:other")) { // the commit itself is whole, and so is the account
      assertThat(prove().holds()).isTrue();
    } else {
      assertFaulty(fault == null ? account.did() : fault);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE FROM signing_key WHERE did = :did | has no signing key",
        "UPDATE signing_key SET sealed = (SELECT sealed FROM canary) WHERE did = :did | SECRET_KEY",
        "UPDATE account SET status = 'takendown' WHERE did = :did | not as the manifest says",
        "DELETE FROM account WHERE did = :did | is in the manifest and not in account.sqlite",
        "UPDATE canary SET sealed = zeroblob(40) | SECRET_KEY_BASE is not the one"
      })
  void inTheAccounts(String sql, String fault) throws SQLException {
    change(folder.resolve("account.sqlite"), sql.replace(":did", "'" + account.did() + "'"));
    assertFaulty(fault);
  }

  /** Neither in the log nor on its way there. */
  @Test
  void aCommitThatNobodyIsToldOf() throws SQLException {
    change(repo(), "DELETE FROM outbox");
    inTheLog("DELETE FROM repo_seq WHERE did = :did", "no event tells of rev");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE repo_seq SET rev = '3zzzzzzzzzzz2' WHERE did = :did AND type = '#commit' AND rev ="
            + " (SELECT max(rev) FROM repo_seq WHERE did = :did) | which is not in the repository",
        "UPDATE sqlite_sequence SET seq = seq + 1 | the event log ends at"
      })
  void inTheLog(String sql, String fault) throws SQLException {
    // old enough that the log cannot have dropped what is missing
    change(
        folder.resolve("sequencer.sqlite"),
        "UPDATE repo_seq SET created_at = created_at - 3600000");
    change(folder.resolve("sequencer.sqlite"), sql.replace(":did", "'" + account.did() + "'"));
    assertFaulty(fault);
  }

  @Test
  void filesTooFewOrTooMany() throws IOException {
    Path stranger = folder.resolve("repos/did_plc_stranger.sqlite");
    Files.move(repo(), stranger);
    var found = prove();
    assertThat(found.faults()).contains("repos/did_plc_stranger.sqlite is of no account");
    assertFaulty("has no repository");
  }

  @Test
  void blobsThatAreMissingOrOthers() throws IOException {
    Path blobs = folder.resolve("blobs/" + account.did().replace(':', '_'));
    try (var files = Files.list(blobs)) {
      Path blob = files.findFirst().orElseThrow();
      Files.writeString(blob, "something else");
      assertFaulty("does not hash to its CID");
      Files.delete(blob);
      assertFaulty("is missing");
    }
  }

  @Test
  void pagesThatAreBroken() throws IOException {
    try (var file = new RandomAccessFile(repo().toFile(), "rw")) {
      file.seek(4096 + 8);
      file.write(new byte[2000]);
    }
    assertFaulty(account.did());
    Files.writeString(folder.resolve("account.sqlite"), "no database");
    assertFaulty("account.sqlite: ");
  }
}
