package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.auth.AccountStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A manifest comes back as it was written, or not at all. */
class ManifestTest {
  private static final Did ALICE = new Did("did:plc:alice");
  private static final Cid CID = Cid.of(Cid.Codec.RAW, new byte[] {1});
  private static final String HASH = "0".repeat(64);
  private static final Manifest.About ABOUT =
      new Manifest.About(
          "tempest-backup-20260101T000000Z-00ff",
          Instant.parse("2026-01-01T00:00:00Z"),
          "1.2.3",
          "pds.example.com",
          "/var/lib/tempest",
          List.of("account.sqlite", "blobs"),
          List.of("SECRET_KEY_BASE: \"quoted\""),
          42);
  private static final List<Manifest.FileEntry> FILES =
      List.of(
          new Manifest.FileEntry("account.sqlite", 10, HASH),
          new Manifest.FileEntry("sequencer.sqlite", 20, HASH),
          new Manifest.FileEntry("repos/did_plc_alice.sqlite", 30, HASH),
          new Manifest.FileEntry("blobs/quarantine/did_plc_alice/" + CID, 1, HASH));
  private static final List<Manifest.AccountEntry> ACCOUNTS =
      List.of(
          new Manifest.AccountEntry(
              ALICE, new Handle("alice.example.com"), AccountStatus.ACTIVE, CID, Tid.of(5, 0)),
          new Manifest.AccountEntry(
              new Did("did:plc:gone"), null, AccountStatus.DELETED, null, null));

  @TempDir Path folder;

  private Path write(List<Manifest.FileEntry> files) throws IOException {
    Path path = folder.resolve(Manifest.FILE_NAME);
    Files.deleteIfExists(path);
    try (var writer = new ManifestWriter(path, ABOUT)) {
      for (var file : files) {
        writer.file(file);
      }
      writer.beginAccounts();
      for (var account : ACCOUNTS) {
        writer.account(account);
      }
      writer.beginBlobs(
          new Manifest.Blobs(
              "local", 1, 1, List.of(new Manifest.BlobFault(ALICE, CID, "damaged"))));
      writer.blob(new Manifest.BlobEntry(ALICE, CID, 1));
      writer.finish();
    }
    return path;
  }

  @Test
  void comesBackAsItWasWritten() throws Exception {
    var manifest = Manifest.read(write(FILES));
    assertThat(manifest.about()).isEqualTo(ABOUT);
    assertThat(manifest.totals()).isEqualTo(new Manifest.Totals(4, 61, 2));
    assertThat(manifest.blobs().faults())
        .containsExactly(new Manifest.BlobFault(ALICE, CID, "damaged"));
    try (var files = manifest.files();
        var accounts = manifest.accounts();
        var inventory = manifest.inventory()) {
      assertThat(files).containsExactlyElementsOf(FILES);
      var each = accounts.iterator();
      assertThat(each).toIterable().containsExactlyElementsOf(ACCOUNTS);
      assertThat(each.hasNext()).isFalse();
      assertThat(inventory).containsExactly(new Manifest.BlobEntry(ALICE, CID, 1));
    }
  }

  @Test
  void everyFlippedBitIsFound() throws Exception {
    Path path = write(FILES);
    byte[] good = Files.readAllBytes(path);
    var random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(path, bad);
      assertThatThrownBy(() -> Manifest.read(path)).isInstanceOf(BackupException.class);
    }
  }

  @Test
  void everyShorterFileIsFound() throws Exception {
    Path path = write(FILES);
    byte[] good = Files.readAllBytes(path);
    for (int length = 0; length < good.length; length += 7) {
      Files.write(path, java.util.Arrays.copyOf(good, length));
      assertThatThrownBy(() -> Manifest.read(path)).isInstanceOf(BackupException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../account.sqlite",
        "/etc/passwd",
        "repos/../account.sqlite",
        "repos/did_plc_a/../../x.sqlite",
        "repos/did_plc_a\\..\\x.sqlite",
        "blobs/did_plc_alice/../../manifest.json",
        "manifest.json",
        "repos/",
        "blobs/did_plc_alice/notacid",
        "account.sqlite-wal",
        ""
      })
  void aPathThatNoBackupHasIsRefused(String path) throws Exception {
    Path manifest =
        write(List.of(FILES.get(0), FILES.get(1), new Manifest.FileEntry(path, 1, HASH)));
    assertThatThrownBy(() -> Manifest.read(manifest))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("no backup has a file " + path);
  }

  @Test
  void aFileIsNamedOnce() throws Exception {
    Path manifest = write(List.of(FILES.get(0), FILES.get(1), FILES.get(2), FILES.get(2)));
    assertThatThrownBy(() -> Manifest.read(manifest)).hasMessageContaining("named twice");
  }

  @Test
  void theSharedDatabasesMustBeThere() throws Exception {
    Path manifest = write(List.of(FILES.get(0), FILES.get(2)));
    assertThatThrownBy(() -> Manifest.read(manifest))
        .hasMessageContaining("there is no sequencer.sqlite");
  }

  @Test
  void otherVersionsAreNamed() throws Exception {
    Path path = folder.resolve(Manifest.FILE_NAME);
    Files.writeString(path, "{\"contains\": [\"repos\"], \"version\": 1}", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Manifest.read(path)).hasMessageContaining("the original Tempest's");
    Files.writeString(path, "{\"version\": 3, \"other\": {}}", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Manifest.read(path)).hasMessageContaining("a newer release");
    Files.writeString(path, "[]", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Manifest.read(path)).hasMessageContaining("has no version");
  }

  @Test
  void withoutAManifestThereIsNoBackup() {
    assertThatThrownBy(() -> Manifest.read(folder.resolve(Manifest.FILE_NAME)))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("is missing");
  }
}
