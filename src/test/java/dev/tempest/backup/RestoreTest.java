package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.archive.ArchiveException;
import dev.tempest.archive.ArchiveWriter;
import dev.tempest.archive.Passphrase;
import dev.tempest.crawl.RelayViews;
import dev.tempest.fault.Refusal;
import dev.tempest.progress.Progress;
import dev.tempest.secret.Secrets;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.VolumeInUseException;
import dev.tempest.sqlite.VolumeLock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a backup to a volume, or not at all. */
@QuarkusTest
@TestProfile(SoundBackup.Profile.class)
class RestoreTest {
  @TempDir Path dir;

  @Inject BackupCreation creation;
  @Inject BackupSources sources;
  @Inject RelayViews relays;
  @Inject Restore restore;
  @Inject Verification verification;

  private SoundBackup backup;
  private Path target;

  @BeforeEach
  void makeBackup() {
    backup = SoundBackup.of(creation);
    target = dir.resolve("target");
  }

  private Restored restore(Path source) {
    return restore.run(order(source, false), Progress.NONE);
  }

  private Restore.Order order(Path source, boolean force) {
    return order(source, force, Optional.empty());
  }

  private Restore.Order order(Path source, boolean force, Optional<Passphrase> passphrase) {
    return new Restore.Order(source.toString(), source, target, force, true, List.of(), passphrase);
  }

  private Proof verify(Path source) {
    return verification.run(
        new Verification.Order(
            source.toString(),
            source,
            dir,
            Verification.RemoteBlobs.LEAVE,
            Optional.of(passphrase("correct horse battery staple"))),
        Progress.NONE);
  }

  private Passphrase passphrase(String text) {
    try {
      return Passphrase.ofFile(Files.writeString(dir.resolve("passphrase"), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void makesAVolumeThatIsReadyToTellTheNetwork() throws SQLException {
    var restored = restore(backup.folder);
    assertThat(restored.proof().holds()).as(restored.proof().toString()).isTrue();
    assertThat(restored.proof().totals().repositories()).isEqualTo(3);
    assertThat(restored.proof().totals().records()).isEqualTo(18);
    assertThat(restored.proof().totals().blobs()).isEqualTo(3);
    assertThat(restored.kept()).isNull();
    assertThat(restored.announcements()).isEqualTo(3);
    assertThat(restored.sequence()).isGreaterThanOrEqualTo(restored.proof().lastSeq() + 1_000_000);
    assertThat(
            number("sequencer.sqlite", "SELECT seq FROM sqlite_sequence WHERE name = 'repo_seq'"))
        .isEqualTo(restored.sequence());
    assertThat(number("account.sqlite", "SELECT count(*) FROM unannounced")).isEqualTo(3);
    assertThat(names(target))
        .containsExactlyInAnyOrder(".lock", "account.sqlite", "sequencer.sqlite", "repos", "blobs");
  }

  @Test
  void whatIsRestoredIsItsOwnersOnly() throws IOException {
    restore(backup.folder);
    for (String name : List.of("account.sqlite", "sequencer.sqlite")) {
      assertThat(mode(target.resolve(name))).as(name).isEqualTo("rw-------");
    }
    assertThat(mode(repo(target, 0))).isEqualTo("rw-------");
    assertThat(mode(target.resolve("repos"))).isEqualTo("rwx------");
    assertThat(mode(blob(target).getParent())).isEqualTo("rwx------");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private long number(String file, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + target.resolve(file));
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }

  private static List<String> names(Path folder) {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aServerWithoutAccountsIsRestoredToo() {
    Path folder;
    try (var empty = new BackupFixture(dir.resolve("empty"))) {
      folder = empty.create(dir.resolve("made"), Progress.NONE).folder();
    }
    var restored = restore(folder);
    assertThat(restored.proof().holds()).isTrue();
    assertThat(restored.announcements()).isZero();
  }

  @Test
  void keepsWhatWasThereOnlyWhenForced() throws IOException {
    Files.createDirectories(target.resolve("repos"));
    Files.writeString(target.resolve("account.sqlite"), "somebody's");
    assertThatThrownBy(() -> restore(backup.folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("holds a volume (account.sqlite)")
        .hasMessageContaining("--force");
    assertThat(names(target)).containsExactlyInAnyOrder(".lock", "account.sqlite", "repos");
    var restored = restore.run(order(backup.folder, true), Progress.NONE);
    assertThat(restored.kept()).startsWith("before-restore-");
    assertThat(target.resolve(restored.kept()).resolve("account.sqlite")).hasContent("somebody's");
  }

  @Test
  void notOverALiveServer() throws IOException {
    Files.createDirectories(target);
    try (var live = VolumeLock.acquire(new DataDir(target))) {
      assertThat(live).isNotNull();
      assertThatThrownBy(() -> restore.run(order(backup.folder, true), Progress.NONE))
          .isInstanceOf(VolumeInUseException.class)
          .hasMessageContaining("pid " + ProcessHandle.current().pid());
    }
    assertThat(names(target)).containsExactly(".lock");
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> restore(dir.resolve("nothing")))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("nothing is not there")
        .extracting(refused -> ((Refusal) refused).error())
        .isEqualTo("BackupNotFound");
    assertThatThrownBy(() -> restore(Files.createDirectory(dir.resolve("empty"))))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("manifest.json is missing");
    Path copy = backup.copy(dir);
    Files.delete(repo(copy, 0));
    assertThatThrownBy(() -> restore(copy))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("is missing in the backup");
    assertThat(names(target)).containsExactly(".lock");
  }

  private Path repo(Path folder, int account) {
    return folder.resolve(
        "repos/" + backup.accounts.get(account).did().replace(':', '_') + ".sqlite");
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest.json", "account.sqlite", "sequencer.sqlite", "repo", "blob"})
  void noticesEveryBit(String which) throws IOException {
    Path copy = backup.copy(dir);
    Path file =
        switch (which) {
          case "repo" -> repo(copy, 1);
          case "blob" -> blob(copy);
          default -> copy.resolve(which);
        };
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 4;
    Files.write(file, content);
    assertThatThrownBy(() -> restore(copy))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> verify(copy)).isInstanceOf(BackupException.class);
    assertThat(names(target)).containsExactly(".lock");
  }

  private static Path blob(Path folder) throws IOException {
    try (var files = Files.walk(folder.resolve("blobs"))) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  @Test
  void followsNoLinks() throws IOException {
    Path copy = backup.copy(dir);
    Path elsewhere = dir.resolve("elsewhere.sqlite");
    Files.move(repo(copy, 0), elsewhere);
    Files.createSymbolicLink(repo(copy, 0), elsewhere);
    assertThatThrownBy(() -> restore(copy))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("is a link");
    Files.delete(repo(copy, 0));
    Files.move(elsewhere, repo(copy, 0));
    Files.move(copy.resolve("repos"), dir.resolve("elsewhere"));
    Files.createSymbolicLink(copy.resolve("repos"), dir.resolve("elsewhere"));
    assertThatThrownBy(() -> restore(copy))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("is a link");
  }

  @Test
  void anotherSecretIsSaidByName() {
    var other = new FolderProof(Secrets.of("another secret than that of the server, and long"));
    var restoring = new Restore(sources, other, relays, InstantSource.system());
    assertThatThrownBy(() -> restoring.run(order(backup.folder, false), Progress.NONE))
        .isInstanceOf(UnprovenException.class)
        .hasMessageContaining("SECRET_KEY_BASE is not the one");
    assertThat(names(target)).containsExactly(".lock");
  }

  /** A source that ends like a disk that is full. */
  private record Bursting(SoundBackup whole) implements BackupSource {
    @Override
    public String name() {
      return "bursting";
    }

    @Override
    public Manifest unpack(Path folder, Consumer<Manifest> manifest, Progress progress)
        throws IOException {
      new FolderSource(whole.folder).unpack(folder, manifest, progress);
      throw new IOException("No space left on device");
    }
  }

  @Test
  void aFullDiskLeavesTheTargetAsItWas() throws IOException {
    Files.createDirectories(target);
    Files.writeString(target.resolve("account.sqlite"), "somebody's");
    assertThatThrownBy(() -> restore.run(order(dir, true), new Bursting(backup), Progress.NONE))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("is as it was")
        .hasRootCauseMessage("No space left on device");
    assertThat(names(target)).containsExactlyInAnyOrder(".lock", "account.sqlite");
  }

  @Test
  void whatDoesNotFitIsNotBegun() throws IOException {
    try (var scratch = Scratch.in(dir)) {
      var whole = Manifest.read(backup.folder.resolve("manifest.json"));
      scratch.requireSpace(whole);
      assertThatThrownBy(() -> scratch.requireSpace(Long.MAX_VALUE / 2))
          .hasMessageContaining("bytes free, and the backup needs");
    }
  }

  private Path archive(Optional<Passphrase> passphrase) throws IOException {
    var writer = new ArchiveWriter(passphrase, Progress.NONE);
    Path file = dir.resolve("backup" + writer.extension());
    writer.writeFile(
        backup.folder,
        ArchiveSource.files(Manifest.read(backup.folder.resolve("manifest.json"))),
        file);
    return file;
  }

  @Test
  void anArchiveIsAsGoodAsAFolder() throws IOException {
    Path file = archive(Optional.empty());
    assertThat(verify(file).holds()).isTrue();
    assertThat(restore(file).proof()).isEqualTo(verify(backup.folder));
    assertThat(names(dir)).as("no scratch is left").noneMatch(name -> name.startsWith(".restore"));
  }

  @Test
  void anEncryptedArchiveWantsItsPassphrase() throws IOException {
    Path file = archive(Optional.of(passphrase("correct horse battery staple")));
    assertThatThrownBy(() -> restore(file))
        .isInstanceOf(ArchiveException.class)
        .extracting(refused -> ((ArchiveException) refused).reason())
        .isEqualTo(ArchiveException.Reason.PASSPHRASE_MISSING);
    var wrong = Optional.of(passphrase("another horse battery staple"));
    assertThatThrownBy(() -> restore.run(order(file, false, wrong), Progress.NONE))
        .isInstanceOf(ArchiveException.class)
        .extracting(refused -> ((ArchiveException) refused).reason())
        .isEqualTo(ArchiveException.Reason.PASSPHRASE_WRONG);
    assertThat(names(target)).containsExactly(".lock");
    assertThat(verify(file).holds()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0.1, true", "0.5, true", "0.99, true", "0.1, false", "0.5, false", "0.99, false"})
  void aDamagedArchiveLeavesNothing(double where, boolean truncated) throws IOException {
    Path file = archive(Optional.empty());
    long at = (long) (Files.size(file) * where);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (truncated) {
        channel.truncate(at);
      } else {
        var one = ByteBuffer.allocate(1);
        channel.read(one, at);
        // all bits: some that fill up the last byte of a block mean nothing
        channel.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), at);
      }
    }
    assertThatThrownBy(() -> restore(file))
        .isInstanceOfAny(ArchiveException.class, BackupException.class);
    assertThat(names(target)).containsExactly(".lock");
  }
}
