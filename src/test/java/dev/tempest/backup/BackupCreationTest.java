package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.blob.TestBlobStores;
import dev.tempest.progress.Progress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup holds what its manifest says, and a failed one leaves nothing. */
class BackupCreationTest {
  private static final Did ALICE = BackupFixture.did(1);
  private static final Did BOB = BackupFixture.did(2);
  private static final String ALICES = "/did_plc_account0001/";

  @TempDir Path folder;
  private BackupFixture volume;

  @BeforeEach
  void open() {
    volume = new BackupFixture(folder);
    volume.createAccount(ALICE);
    volume.createAccount(BOB);
    volume.commit(ALICE, Tid.of(1, 0));
  }

  @AfterEach
  void close() {
    volume.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private BackupCreation.Created create() {
    return volume.create(volume.dataDir.backups(), Progress.NONE);
  }

  /** What happens when a step of the making begins. */
  private record At(String step, Runnable action) implements Progress {
    @Override
    public void begin(String begun, long total, Unit unit) {
      if (begun.equals(step)) {
        action.run();
      }
    }

    @Override
    public void advance(long amount) {}
  }

  private BackupCreation.Created createWhile(String step, Runnable action) {
    return volume.create(volume.dataDir.backups(), new At(step, action));
  }

  private static List<String> filesIn(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private List<String> backups() throws IOException {
    try (var files = Files.list(volume.dataDir.backups())) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void holdsEverythingUnderTheVolumesNames() throws Exception {
    Cid blob = volume.addBlob(ALICE, bytes("picture"));
    Files.writeString(folder.resolve("oauth_jwks.json"), "{}");
    var created = create();
    assertThat(filesIn(created.folder()))
        .containsExactly(
            "account.sqlite",
            "blobs" + ALICES + blob,
            "manifest.json",
            "oauth_jwks.json",
            "repos/did_plc_account0001.sqlite",
            "repos/did_plc_account0002.sqlite",
            "sequencer.sqlite");
    var manifest = Manifest.read(created.folder().resolve(Manifest.FILE_NAME));
    assertThat(manifest.about().contains())
        .containsExactly("account.sqlite", "sequencer.sqlite", "repos", "blobs", "oauth_jwks.json");
    try (var accounts = manifest.accounts();
        var inventory = manifest.inventory()) {
      assertThat(accounts)
          .extracting(Manifest.AccountEntry::did, Manifest.AccountEntry::rev)
          .containsExactly(tuple(ALICE, Tid.of(1, 0)), tuple(BOB, null));
      assertThat(inventory).containsExactly(new Manifest.BlobEntry(ALICE, blob, 7));
    }
    assertThat(manifest.blobs().faults()).isEmpty();
  }

  @Test
  void blobsAreThoseOfTheCutThoughTheyGoOrMoveMeanwhile() throws Exception {
    Cid removed = volume.addBlob(ALICE, bytes("removed"));
    Cid takenDown = volume.addBlob(ALICE, bytes("taken down"));
    Cid erased = volume.addBlob(BOB, bytes("erased"));
    var store = TestBlobStores.onVolume(volume.dataDir, volume.hold);
    var created =
        createWhile(
            "Copying databases",
            () -> {
              Object file = inode(volume.blobFile(ALICE, removed));
              store.delete(ALICE, removed, Place.PERMANENT);
              assertThat(held("did_plc_account0001/" + removed)).containsExactly(file);
              store.move(ALICE, takenDown, Place.PERMANENT, Place.QUARANTINE);
              store.deleteAll(BOB);
            });
    assertThat(held("")).isEmpty();
    assertThat(filesIn(created.folder()))
        .contains(
            "blobs" + ALICES + removed,
            "blobs" + ALICES + takenDown,
            "blobs/did_plc_account0002/" + erased)
        .noneMatch(file -> file.contains("held") || file.contains("quarantine"));
    assertThat(created.manifest().blobs().count()).isEqualTo(3);
    assertThat(created.manifest().blobs().faults()).isEmpty();
  }

  /** The files that are kept under {@code name} for the backup that is being made. */
  private List<Object> held(String name) {
    try (var temporary = Files.newDirectoryStream(volume.dataDir.tmp(), "held-*")) {
      var found = new ArrayList<>();
      temporary.forEach(hold -> found.add(inode(hold.resolve(name))));
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object inode(Path file) {
    try {
      return Files.getAttribute(file, "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatACrashLeftOfAHoldGoesAtTheNextStart() throws Exception {
    Path left = volume.dataDir.tmp().resolve("held-1/did_plc_account0001");
    Files.createDirectories(left);
    Files.writeString(left.resolve("blob"), "held");
    TestBlobStores.onVolume(volume.dataDir, volume.hold).discardUnfinished();
    assertThat(volume.dataDir.tmp().resolve("held-1")).doesNotExist();
  }

  @Test
  void aBlobThatComesBackMeanwhileIsStillQuarantinedInTheBackup() throws Exception {
    Cid blob = volume.addBlob(ALICE, bytes("taken down"));
    var store = TestBlobStores.onVolume(volume.dataDir, volume.hold);
    store.move(ALICE, blob, Place.PERMANENT, Place.QUARANTINE);
    var created =
        createWhile(
            "Copying databases",
            () -> {
              store.move(ALICE, blob, Place.QUARANTINE, Place.PERMANENT);
              store.move(ALICE, blob, Place.PERMANENT, Place.QUARANTINE);
              store.move(ALICE, blob, Place.QUARANTINE, Place.PERMANENT);
            });
    assertThat(filesIn(created.folder())).contains("blobs/quarantine" + ALICES + blob);
  }

  @Test
  void lostAndRottenBlobsAreNamedAndLeftOut() throws Exception {
    Cid lost = volume.addBlob(ALICE, bytes("lost"));
    Cid rotten = volume.addBlob(ALICE, bytes("rotten"));
    Cid good = volume.addBlob(ALICE, bytes("good"));
    volume.recordBlob(ALICE, Cid.of(Cid.Codec.RAW, bytes("upload")), 6);
    Files.delete(volume.blobFile(ALICE, lost));
    Files.writeString(volume.blobFile(ALICE, rotten), "rottem");
    var created = create();
    assertThat(created.manifest().blobs().faults())
        .containsExactlyInAnyOrder(
            new Manifest.BlobFault(ALICE, lost, "missing"),
            new Manifest.BlobFault(ALICE, rotten, "damaged"));
    try (var inventory = created.manifest().inventory()) {
      assertThat(inventory).containsExactly(new Manifest.BlobEntry(ALICE, good, 4));
    }
  }

  @Test
  void accountsThatComeAndGoMeanwhileChangeNothing() throws Exception {
    var newcomer = BackupFixture.did(3);
    var created =
        createWhile(
            "Copying databases",
            () -> {
              volume.createAccount(newcomer);
              volume.repos.delete(ALICE);
              volume.outbox.forget(ALICE);
            });
    assertThat(filesIn(created.folder()))
        .contains("repos/did_plc_account0001.sqlite")
        .doesNotContain("repos/did_plc_account0003.sqlite");
    try (var accounts = created.manifest().accounts()) {
      assertThat(accounts)
          .extracting(Manifest.AccountEntry::did, Manifest.AccountEntry::rev)
          .containsExactly(tuple(ALICE, Tid.of(1, 0)), tuple(BOB, null));
    }
  }

  @Test
  void aFailureLeavesNothingAndTheServerGoesOn() throws Exception {
    Path rubbish = volume.dataDir.repos().resolve("did_plc_rubbish.sqlite");
    Files.writeString(rubbish, "this is not a database, but it is long enough to look like one");
    assertThatThrownBy(this::create)
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("no backup was made")
        .hasMessageContaining("did_plc_rubbish.sqlite");
    assertThat(backups()).containsExactly(".lock");
    volume.commit(ALICE, Tid.of(2, 0));
    Files.delete(rubbish);
    try (var accounts = create().manifest().accounts()) {
      assertThat(accounts).extracting(Manifest.AccountEntry::rev).contains(Tid.of(2, 0));
    }
  }

  @Test
  void whoCancelsItLeavesNothing() throws Exception {
    assertThatThrownBy(
            () ->
                createWhile(
                    "Checking blobs",
                    () -> {
                      throw new IllegalStateException("cancelled");
                    }))
        .hasMessage("cancelled");
    assertThat(backups()).containsExactly(".lock");
    create();
  }

  @Test
  void withoutRoomNothingIsBegun() throws Exception {
    try (var sparse =
        new RandomAccessFile(volume.dataDir.repos().resolve("vast.sqlite").toFile(), "rw")) {
      sparse.setLength(10_000_000_000_000L);
      assertThatThrownBy(this::create)
          .isInstanceOf(BackupException.class)
          .hasMessageContaining("no room")
          .hasMessageContaining("--output");
    }
    assertThat(backups()).containsExactly(".lock");
  }

  @Test
  void nobodyElseMayReadIt() throws Exception {
    volume.addBlob(ALICE, bytes("picture"));
    Files.writeString(folder.resolve("oauth_jwks.json"), "{}");
    volume.commit(BOB, Tid.of(1, 0), BackupCreationTest::fill);
    Path elsewhere = folder.resolve("elsewhere");
    volume.create(elsewhere, Progress.NONE);
    create();
    assertThat(modes(volume.dataDir.backups())).isEqualTo(modes(elsewhere));
    assertThat(modes(elsewhere)).containsExactlyInAnyOrder("folder rwx------", "file rw-------");
  }

  /** So much that it is copied by pages. */
  private static int fill(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate(
          "INSERT INTO collection (id, nsid) VALUES (2, hex(zeroblob(3000000)))");
    }
  }

  /** Of all but the blobs, which may be the live ones. */
  private static Set<String> modes(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      var modes = new HashSet<String>();
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isDirectory(file) || !file.toString().contains("/blobs/")) {
          modes.add(
              (Files.isDirectory(file) ? "folder " : "file ")
                  + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
      }
      return modes;
    }
  }

  @Test
  void oneAtATime() throws Exception {
    try (var other = BackupLock.acquire(volume.dataDir.backups())) {
      assertThat(other.folder()).isEqualTo(volume.dataDir.backups());
      assertThatThrownBy(this::create)
          .isInstanceOf(BackupException.class)
          .hasMessageContaining("a backup is under way since 2");
    }
    create();
  }

  @Test
  void removesWhatACrashLeft() throws Exception {
    Path left = volume.dataDir.backups().resolve(".partial-tempest-backup-x");
    Files.createDirectories(left.resolve("repos"));
    Files.writeString(left.resolve("repos/half.sqlite"), "half");
    String name = create().manifest().about().name();
    assertThat(backups()).containsExactly(".lock", name);
  }
}
