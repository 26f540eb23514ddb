package dev.tempest.backup;

import dev.tempest.blob.BlobHold;
import dev.tempest.config.ServerConfig;
import dev.tempest.files.PrivateFiles;
import dev.tempest.progress.Progress;
import dev.tempest.s3.S3Stores;
import dev.tempest.sqlite.CommitGate;
import dev.tempest.sqlite.Cut;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.StorageException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Makes backups as folders, while the server goes on. Blocks. */
@Singleton
final class BackupCreation {
  private final DataDir dataDir;
  private final CommitGate gate;
  private final BlobHold blobs;
  private final S3Stores stores;
  private final ServerConfig server;
  private final InstantSource clock;

  BackupCreation(
      DataDir dataDir,
      CommitGate gate,
      BlobHold blobs,
      S3Stores stores,
      ServerConfig server,
      InstantSource clock) {
    this.dataDir = dataDir;
    this.gate = gate;
    this.blobs = blobs;
    this.stores = stores;
    this.server = server;
    this.clock = clock;
  }

  /** A backup that is whole. */
  record Created(Path folder, Manifest manifest, Cut.Pause pause) {}

  /** Makes a backup in the folder that is locked. A failure leaves nothing there. */
  Created create(BackupLock lock, String name, Progress progress) {
    try {
      lock.removeLeftovers();
      new SpaceCheck(dataDir).require(lock.folder(), !stores.holdBlobs());
      try (var partial = PartialBackup.begin(lock.folder(), name)) {
        return make(partial, name, progress);
      }
    } catch (IOException | UncheckedIOException | StorageException e) {
      throw failed(e);
    }
  }

  private static BackupException failed(Exception cause) {
    return new BackupException("no backup was made: " + cause.getMessage(), cause);
  }

  private Created make(PartialBackup partial, String name, Progress progress) throws IOException {
    var databases = new CopiedDatabases(partial.folder());
    Cut.Pause pause;
    try (var hold = blobs.begin()) {
      BlobPart blobPart =
          stores.holdBlobs()
              ? new BucketBlobs(databases)
              : new LocalBlobs(partial, databases, dataDir.blobs(), hold.folder(), progress);
      var copied = new ArrayList<String>();
      Instant createdAt;
      try (var cut = cut()) {
        createdAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        copyDatabases(cut, partial, copied, progress);
        pause = cut.pause();
      }
      copyKeys(partial, copied);
      var files = entries(partial, copied, progress);
      var about = about(name, createdAt, files, databases.lastSeq());
      try (var manifest = new ManifestWriter(partial.folder().resolve(Manifest.FILE_NAME), about)) {
        for (var file : files) {
          manifest.file(file);
        }
        blobPart.takeFiles(manifest);
        hold.requireWhole();
        manifest.beginAccounts();
        databases.accounts(manifest::account);
        blobPart.list(manifest);
        manifest.finish();
      }
    }
    Path folder = partial.publish();
    return new Created(folder, Manifest.read(folder.resolve(Manifest.FILE_NAME)), pause);
  }

  private Cut cut() {
    return gate.cut(List.of(dataDir.accountDb(), dataDir.sequencerDb()), dataDir.repos());
  }

  private void copyDatabases(Cut cut, PartialBackup partial, List<String> copied, Progress progress)
      throws IOException {
    progress.begin("Copying databases", 0, Progress.Unit.ITEMS);
    copy(cut, dataDir.accountDb(), partial.file(BackupLayout.ACCOUNTS), progress);
    copied.add(BackupLayout.ACCOUNTS);
    copy(cut, dataDir.sequencerDb(), partial.file(BackupLayout.SEQUENCER), progress);
    copied.add(BackupLayout.SEQUENCER);
    PrivateFiles.createFolders(partial.folder().resolve(BackupLayout.REPOS));
    for (Path repo = cut.nextRepo(); repo != null; repo = cut.nextRepo()) {
      String path = BackupLayout.REPOS + "/" + repo.getFileName();
      copy(cut, repo, partial.file(path), progress);
      copied.add(path);
    }
  }

  private static void copy(Cut cut, Path file, Path target, Progress progress) {
    cut.copy(file, target);
    progress.advance(1);
  }

  private void copyKeys(PartialBackup partial, List<String> copied) throws IOException {
    Path keys = dataDir.root().resolve(BackupLayout.OAUTH_KEYS);
    if (Files.exists(keys)) {
      Files.write(partial.file(BackupLayout.OAUTH_KEYS), Files.readAllBytes(keys));
      copied.add(BackupLayout.OAUTH_KEYS);
    }
  }

  private static List<Manifest.FileEntry> entries(
      PartialBackup partial, List<String> copied, Progress progress) throws IOException {
    progress.begin("Hashing the copies", copied.size(), Progress.Unit.ITEMS);
    var entries = new ArrayList<Manifest.FileEntry>();
    for (String path : copied) {
      entries.add(partial.entry(path));
      progress.advance(1);
    }
    return entries;
  }

  private Manifest.About about(
      String name, Instant createdAt, List<Manifest.FileEntry> files, long lastSeq) {
    var contains =
        new ArrayList<>(List.of(BackupLayout.ACCOUNTS, BackupLayout.SEQUENCER, BackupLayout.REPOS));
    var notInside =
        new ArrayList<>(
            List.of(
                "SECRET_KEY_BASE: without it the accounts' signing keys do not open",
                "the other variables of the environment",
                "uploads that no record refers to yet"));
    if (stores.holdBlobs()) {
      notInside.add("blobs: they stay in the S3 bucket " + stores.forBlobs().bucket());
    } else {
      contains.add(BackupLayout.BLOBS);
    }
    if (files.getLast().path().equals(BackupLayout.OAUTH_KEYS)) {
      contains.add(BackupLayout.OAUTH_KEYS);
    }
    return new Manifest.About(
        name,
        createdAt,
        server.version(),
        server.hostname(),
        dataDir.root().toString(),
        contains,
        notInside,
        lastSeq);
  }
}
