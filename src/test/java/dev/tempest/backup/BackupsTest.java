package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.tempest.archive.ArchiveWriter;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.backup.OperationRuns.Operation;
import dev.tempest.backup.StoredBackup.Place;
import dev.tempest.progress.Progress;
import dev.tempest.s3.S3Bucket;
import dev.tempest.s3.S3Settings;
import dev.tempest.s3.S3Stores;
import dev.tempest.testing.FaultyProxy;
import dev.tempest.testing.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups in every form, listed and pruned over all places. */
class BackupsTest {
  private static final Did ALICE = BackupFixture.did(1);

  @TempDir Path folder;
  @TempDir Path elsewhere;
  private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
  private BackupFixture volume;
  private OperationRuns runs;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @BeforeEach
  void open() {
    volume = new BackupFixture(folder);
    volume.createAccount(ALICE);
    volume.commit(ALICE, Tid.of(1, 0));
    runs = new OperationRuns(volume.accounts, InstantSource.system(), json);
  }

  @AfterEach
  void close() {
    volume.close();
  }

  private Backups backups(S3Stores stores) {
    InstantSource clock = () -> now;
    return new Backups(
        volume.dataDir, volume.creation, new BackupUpload(stores, json), runs, clock);
  }

  private BackupPrune prune(S3Stores stores) {
    return new BackupPrune(volume.dataDir, list(stores), stores, volume.server, () -> now);
  }

  private BackupList list(S3Stores stores) {
    return new BackupList(volume.dataDir, stores, json);
  }

  private static Backups.Request request(Backups.Form form, Path output) {
    return new Backups.Request(form, Optional.of(output), Optional.empty());
  }

  private static Backups.Request request(Backups.Form form) {
    return new Backups.Request(form, Optional.empty(), Optional.empty());
  }

  @Test
  void anArchiveIsOneFileBesideNothing() throws Exception {
    var made =
        backups(FixedStores.local())
            .create(request(Backups.Form.ARCHIVE, elsewhere), Progress.NONE);
    assertThat(made.folder()).isNull();
    Path archive = elsewhere.resolve(made.name() + ".zip");
    assertThat(made.archive()).isNotNull();
    assertThat(made.archive().location()).isEqualTo(archive.toString());
    assertThat(archive).hasSize(made.archive().size());
    assertThat(elsewhere.toFile().list()).containsExactlyInAnyOrder(".lock", made.name() + ".zip");
    assertThat(list(FixedStores.local()).in(elsewhere))
        .singleElement()
        .extracting(StoredBackup::name, StoredBackup::place, StoredBackup::whole)
        .containsExactly(made.name(), Place.ARCHIVE, true);
  }

  @Test
  void anArchiveIsNotBegunWithoutRoomForAllOfIt() throws Exception {
    var made = volume.create(volume.dataDir.backups(), Progress.NONE);
    Path file = elsewhere.resolve(Manifest.FILE_NAME);
    try (var vast = new ManifestWriter(file, made.manifest().about())) {
      vast.file(new Manifest.FileEntry("account.sqlite", 10, "0".repeat(64)));
      vast.file(new Manifest.FileEntry("sequencer.sqlite", 10_000_000_000_000L, "0".repeat(64)));
      vast.beginAccounts();
      vast.beginBlobs(new Manifest.Blobs("local", 0, 0, List.of()));
      vast.finish();
    }
    var created = new BackupCreation.Created(made.folder(), Manifest.read(file), made.pause());
    var upload = new BackupUpload(FixedStores.local(), json);
    var writer = new ArchiveWriter(Optional.empty(), Progress.NONE);
    assertThatThrownBy(() -> upload.write(created, writer, elsewhere))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("no room for the archive in " + elsewhere)
        .hasMessageContaining("--output");
    assertThat(elsewhere.toFile().list()).containsExactly(Manifest.FILE_NAME);
  }

  @Test
  void whatBecameOfABackupIsRemembered() {
    var made = backups(FixedStores.local()).create(request(Backups.Form.FOLDER), Progress.NONE);
    assertThat(runs.lastGood(Operation.BACKUP).orElseThrow().name()).isEqualTo(made.name());
    assertThatThrownBy(
            () -> backups(FixedStores.local()).create(request(Backups.Form.UPLOAD), Progress.NONE))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("TEMPEST_BACKUP_STORE=s3");
    Progress failing =
        new Progress() {
          @Override
          public void begin(String step, long total, Unit unit) {
            throw new IllegalStateException("no luck");
          }

          @Override
          public void advance(long amount) {}
        };
    assertThatThrownBy(
        () -> backups(FixedStores.local()).create(request(Backups.Form.FOLDER), failing));
    var last = runs.last(Operation.BACKUP).orElseThrow();
    assertThat(last.succeeded()).isFalse();
    assertThat(last.detail()).isEqualTo("{\"error\":\"no luck\"}");
    assertThat(runs.lastGood(Operation.BACKUP).orElseThrow().name()).isEqualTo(made.name());
  }

  @Test
  void uploadsAreListedAndPrunedWithWhatLiesOnTheVolume() throws Exception {
    S3Settings bucket = S3Server.shared().newBucket();
    var stores = FixedStores.backupsIn(bucket);
    var backups = backups(stores);
    var first = backups.create(request(Backups.Form.UPLOAD), Progress.NONE);
    assertThat(first.folder()).isNull();
    now = now.plus(Duration.ofHours(1));
    backups.create(request(Backups.Form.FOLDER), Progress.NONE);
    now = now.plus(Duration.ofHours(1));
    var third =
        backups.create(request(Backups.Form.UPLOAD, volume.dataDir.backups()), Progress.NONE);
    assertThat(third.folder()).isNotNull();
    try (var direct = S3Bucket.open(bucket)) {
      direct.put(
          "backups/tempest-backup-20250101T000000Z-0000.zip", new byte[9], "application/zip");
      direct.put("backups/somebody-elses.zip", new byte[9], "application/zip");
    }

    var list = list(stores).all();
    assertThat(list)
        .extracting(StoredBackup::place)
        .containsExactly(Place.FOLDER, Place.BUCKET, Place.FOLDER, Place.BUCKET, Place.BUCKET);
    assertThat(list)
        .extracting(StoredBackup::hostname)
        .containsExactly(
            "pds.example.com", "pds.example.com", "pds.example.com", "pds.example.com", null);
    assertThat(list.getLast().whole()).isFalse();

    var planned = prune(stores).prune(new Retention(1, 0, 0), true);
    assertThat(planned.removed()).hasSize(2);
    assertThat(list(stores).all()).hasSize(5);
    var pruned = prune(stores).prune(new Retention(1, 0, 0), false);
    assertThat(pruned.removed()).isEqualTo(planned.removed());
    assertThat(list(stores).all())
        .extracting(StoredBackup::name)
        .containsExactly(third.name(), third.name(), list.getLast().name());
    try (var direct = S3Bucket.open(bucket)) {
      assertThat(direct.stat("backups/somebody-elses.zip")).isPresent();
      assertThat(direct.stat("backups/" + first.name() + ".json")).isEmpty();
      assertThat(direct.stat("backups/" + third.name() + ".json")).isPresent();
    }
  }

  @Test
  void otherServersBackupsAreNeitherCountedNorRemoved() throws Exception {
    S3Settings bucket = S3Server.shared().newBucket();
    var stores = FixedStores.backupsIn(bucket);
    var old = backups(stores).create(request(Backups.Form.UPLOAD), Progress.NONE);
    now = now.plus(Duration.ofDays(1));
    var own = backups(stores).create(request(Backups.Form.UPLOAD), Progress.NONE);
    String other = "tempest-backup-20260301T000000Z-0000";
    String strange = "tempest-backup-20250101T000000Z-0000";
    try (var direct = S3Bucket.open(bucket)) {
      for (String name : List.of(other, strange)) {
        direct.put("backups/" + name + ".zip.age", new byte[9], "application/zip");
      }
      putText(direct, "backups/" + other + ".json", "{\"hostname\": \"other.example.com\"}");
      putText(direct, "backups/" + strange + ".json", "no JSON");
    }
    Path copied = volume.dataDir.backups().resolve("tempest-backup-20250202T000000Z-0000");
    Files.createDirectories(copied);
    Files.writeString(copied.resolve(Manifest.FILE_NAME), "{\"version\": 1}");
    var pruned = prune(stores).prune(new Retention(1, 0, 0), false);
    assertThat(pruned.removed()).extracting(StoredBackup::name).containsExactly(old.name());
    assertThat(list(stores).all())
        .extracting(StoredBackup::name, StoredBackup::hostname)
        .containsExactly(
            tuple(other, "other.example.com"),
            tuple(own.name(), "pds.example.com"),
            tuple(String.valueOf(copied.getFileName()), null),
            tuple(strange, null));
  }

  private static void putText(S3Bucket bucket, String key, String text) {
    bucket.put(key, text.getBytes(StandardCharsets.UTF_8), "application/json");
  }

  @Test
  void aBackupWhoseUploadFailsIsKeptOnTheVolume() throws Exception {
    S3Settings bucket = S3Server.shared().newBucket();
    try (var proxy = new FaultyProxy(bucket.endpoint())) {
      proxy.refuse();
      var settings = bucket.withEndpoint(proxy.endpoint());
      assertThatThrownBy(
              () ->
                  backups(FixedStores.backupsIn(settings))
                      .create(request(Backups.Form.UPLOAD), Progress.NONE))
          .isInstanceOf(BackupException.class)
          .hasMessageContaining("the backup was not uploaded")
          .hasMessageContaining("it is kept in " + volume.dataDir.backups());
    }
    assertThat(list(FixedStores.local()).all()).singleElement().matches(StoredBackup::whole);
  }

  @Test
  void whileTheBucketIsUnreachableTheVolumeIsPrunedByItself() throws Exception {
    S3Settings bucket = S3Server.shared().newBucket();
    try (var proxy = new FaultyProxy(bucket.endpoint())) {
      var stores = FixedStores.backupsIn(bucket.withEndpoint(proxy.endpoint()));
      var uploaded = backups(stores).create(request(Backups.Form.UPLOAD), Progress.NONE);
      proxy.refuse();
      for (int day = 0; day < 3; day++) {
        now = now.plus(Duration.ofDays(1));
        assertThatThrownBy(
            () -> backups(stores).create(request(Backups.Form.UPLOAD), Progress.NONE));
      }
      var local = list(stores).in(volume.dataDir.backups());
      assertThat(local).hasSize(3);
      var pruned = prune(stores).prune(new Retention(2, 0, 0), false);
      assertThat(pruned.unreachable()).isNotNull();
      assertThat(pruned.removed()).containsExactly(local.getLast());
      assertThat(list(stores).in(volume.dataDir.backups()))
          .containsExactlyElementsOf(local.subList(0, 2));
      assertThat(list(FixedStores.backupsIn(bucket)).inBucket())
          .extracting(StoredBackup::name)
          .containsExactly(uploaded.name());
    }
  }

  @Test
  void blobsInABucketAreListedOnly() throws Exception {
    volume.addBlob(ALICE, new byte[] {1, 2, 3});
    Files.delete(volume.dataDir.blobs().resolve("did_plc_account0001").resolve(onlyFile()));
    var settings = S3Server.shared().newBucket();
    var creation = volume.creation(FixedStores.blobsIn(settings));
    var created = BackupFixture.create(creation, volume.dataDir.backups(), Progress.NONE);
    assertThat(created.manifest().blobs()).isEqualTo(new Manifest.Blobs("s3", 1, 3, List.of()));
    assertThat(created.folder().resolve("blobs")).doesNotExist();
    assertThat(created.manifest().about().notInside()).last().asString().contains("S3 bucket");
  }

  private String onlyFile() {
    return volume.dataDir.blobs().resolve("did_plc_account0001").toFile().list()[0];
  }
}
