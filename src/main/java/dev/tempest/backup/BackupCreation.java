package dev.tempest.backup;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.BlobHold;
import dev.tempest.config.ServerConfig;
import dev.tempest.progress.Progress;
import dev.tempest.sqlite.CommitGate;
import dev.tempest.sqlite.Cut;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.FrozenDatabase;
import dev.tempest.sqlite.StorageException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Makes backups as folders, while the server goes on. One at a time; blocks. */
@Singleton
public final class BackupCreation {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String HELD = ".held";

  private final DataDir dataDir;
  private final CommitGate gate;
  private final BlobHold blobs;
  private final ServerConfig server;
  private final InstantSource clock;

  public BackupCreation(
      DataDir dataDir, CommitGate gate, BlobHold blobs, ServerConfig server, InstantSource clock) {
    this.dataDir = dataDir;
    this.gate = gate;
    this.blobs = blobs;
    this.server = server;
    this.clock = clock;
  }

  /** A backup that is whole. */
  public record Created(Path folder, Manifest manifest, Cut.Pause pause) {}

  /** Makes a backup in {@code parent}, a folder for backups. A failure leaves nothing there. */
  public Created create(Path parent, Progress progress) {
    String name =
        "tempest-backup-%s-%04x"
            .formatted(STAMP.format(clock.instant()), ThreadLocalRandom.current().nextInt(1 << 16));
    try (var lock = BackupLock.acquire(parent)) {
      lock.removeLeftovers();
      try (var partial = PartialBackup.begin(parent, name)) {
        return new Making(partial, name, progress).make();
      }
    } catch (IOException | StorageException e) {
      throw new BackupException("no backup was made: " + e.getMessage(), e);
    }
  }

  /** The making of one backup. */
  private final class Making {
    private final PartialBackup partial;
    private final String name;
    private final Progress progress;
    private final List<Manifest.BlobFault> faults = new ArrayList<>();
    private long blobCount;
    private long blobBytes;

    Making(PartialBackup partial, String name, Progress progress) {
      this.partial = partial;
      this.name = name;
      this.progress = progress;
    }

    Created make() throws IOException {
      Path held = partial.folder().resolve(HELD);
      Path manifest = partial.folder().resolve(Manifest.FILE_NAME);
      Cut.Pause pause;
      try (var hold = blobs.in(held)) {
        var entries = new ArrayList<Manifest.FileEntry>();
        Instant createdAt;
        try (var cut =
            gate.cut(List.of(dataDir.accountDb(), dataDir.sequencerDb()), dataDir.repos())) {
          createdAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
          copyDatabases(cut, entries);
          pause = cut.pause();
        }
        try (var writer = new ManifestWriter(manifest, about(createdAt))) {
          copyKeys(entries);
          for (var entry : entries) {
            writer.file(entry);
          }
          copyBlobs(writer, held);
          hold.requireWhole();
          writeAccounts(writer);
          writeInventory(writer);
          writer.finish();
        }
      }
      if (Files.exists(held)) {
        PartialBackup.deleteTree(held);
      }
      Path folder = partial.publish();
      return new Created(folder, Manifest.read(folder.resolve(Manifest.FILE_NAME)), pause);
    }

    private void copyDatabases(Cut cut, List<Manifest.FileEntry> entries) throws IOException {
      progress.begin("Copying databases", 0, Progress.Unit.ITEMS);
      Files.createDirectory(partial.folder().resolve(BackupLayout.REPOS));
      entries.add(copy(cut, dataDir.accountDb(), BackupLayout.ACCOUNTS));
      entries.add(copy(cut, dataDir.sequencerDb(), BackupLayout.SEQUENCER));
      for (Path repo = cut.nextRepo(); repo != null; repo = cut.nextRepo()) {
        entries.add(copy(cut, repo, BackupLayout.REPOS + "/" + repo.getFileName()));
      }
    }

    private Manifest.FileEntry copy(Cut cut, Path file, String path) throws IOException {
      cut.copy(file, partial.folder().resolve(path));
      progress.advance(1);
      return partial.entry(path);
    }

    private void copyKeys(List<Manifest.FileEntry> entries) throws IOException {
      Path keys = dataDir.root().resolve(BackupLayout.OAUTH_KEYS);
      if (Files.exists(keys)) {
        Files.copy(keys, partial.place(BackupLayout.OAUTH_KEYS));
        entries.add(partial.entry(BackupLayout.OAUTH_KEYS));
      }
    }

    private Manifest.About about(Instant createdAt) {
      var contains =
          new ArrayList<>(
              List.of(
                  BackupLayout.ACCOUNTS,
                  BackupLayout.SEQUENCER,
                  BackupLayout.REPOS,
                  BackupLayout.BLOBS));
      if (Files.exists(dataDir.root().resolve(BackupLayout.OAUTH_KEYS))) {
        contains.add(BackupLayout.OAUTH_KEYS);
      }
      return new Manifest.About(
          name,
          createdAt,
          server.version(),
          server.hostname(),
          dataDir.root().toString(),
          contains,
          List.of(
              "SECRET_KEY_BASE: without it the accounts' signing keys do not open",
              "the environment: every other variable",
              "temporary uploads: no record refers to them yet"),
          FrozenDatabase.read(copyOf(BackupLayout.SEQUENCER), LogCopyTable::lastSeq));
    }

    private Path copyOf(String path) {
      return partial.folder().resolve(path);
    }

    private Path repoCopy(Did did) {
      return copyOf(BackupLayout.REPOS + "/" + DataDir.safeName(did) + ".sqlite");
    }

    private void copyBlobs(ManifestWriter writer, Path held) throws IOException {
      var copies = new BlobCopies(partial, dataDir.blobs(), held);
      progress.begin(
          "Checking blobs",
          FrozenDatabase.read(copyOf(BackupLayout.ACCOUNTS), AccountCopyTable::blobBytes),
          Progress.Unit.BYTES);
      eachBlob(
          (did, blob, referenced) -> {
            switch (copies.take(did, blob.cid())) {
              case BlobCopies.Taken.Whole(var entry) -> {
                writer.file(entry);
                blobCount++;
                blobBytes += entry.size();
              }
              case BlobCopies.Taken.Damaged() ->
                  faults.add(new Manifest.BlobFault(did, blob.cid(), "damaged"));
              case BlobCopies.Taken.Missing() -> {
                if (referenced) {
                  faults.add(new Manifest.BlobFault(did, blob.cid(), "missing"));
                }
              }
            }
            progress.advance(blob.size());
          });
    }

    private void writeAccounts(ManifestWriter writer) throws IOException {
      writer.beginAccounts();
      for (var account :
          FrozenDatabase.read(copyOf(BackupLayout.ACCOUNTS), AccountCopyTable::accounts)) {
        Path repo = repoCopy(account.did());
        var head = Files.exists(repo) ? FrozenDatabase.read(repo, RepoCopyTable::head) : null;
        writer.account(
            new Manifest.AccountEntry(
                account.did(),
                account.handle(),
                account.status(),
                head == null ? null : head.commit(),
                head == null ? null : head.rev()));
      }
    }

    private void writeInventory(ManifestWriter writer) throws IOException {
      writer.beginBlobs(new Manifest.Blobs("local", blobCount, blobBytes, faults));
      eachBlob(
          (did, blob, referenced) -> {
            String name = DataDir.safeName(did) + "/" + blob.cid();
            if (Files.exists(copyOf(BackupLayout.BLOBS + "/" + name))
                || Files.exists(
                    copyOf(BackupLayout.BLOBS + "/" + BackupLayout.QUARANTINE + "/" + name))) {
              writer.blob(new Manifest.BlobEntry(did, blob.cid(), blob.size()));
            }
          });
    }

    private void eachBlob(BlobVisitor visitor) throws IOException {
      Path accounts = copyOf(BackupLayout.ACCOUNTS);
      for (Did did : FrozenDatabase.read(accounts, AccountCopyTable::withBlobs)) {
        Path repo = repoCopy(did);
        Set<Cid> references =
            Files.exists(repo) ? FrozenDatabase.read(repo, RepoCopyTable::references) : Set.of();
        for (var blob :
            FrozenDatabase.read(accounts, connection -> AccountCopyTable.blobs(connection, did))) {
          visitor.visit(did, blob, references.contains(blob.cid()));
        }
      }
    }
  }

  @FunctionalInterface
  private interface BlobVisitor {
    void visit(Did did, AccountCopyTable.Blob blob, boolean referenced) throws IOException;
  }
}
