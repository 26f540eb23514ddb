package dev.tempest.backup;

import dev.tempest.account.RestoredAccounts;
import dev.tempest.archive.Passphrase;
import dev.tempest.crawl.RelayViews;
import dev.tempest.files.Folders;
import dev.tempest.progress.Progress;
import dev.tempest.sequencer.StoredLog;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.Schema;
import dev.tempest.sqlite.VolumeLock;
import dev.tempest.sqlite.VolumeSwap;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes a volume of a backup. Everything happens in a scratch folder on the volume: unpacked,
 * checked, proven, and made ready to tell the network. Only then it takes its place, by renames.
 * Whatever fails before leaves the volume as it was.
 */
@Singleton
public final class Restore {
  private static final String BEFORE = "before-restore-";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Database.Size ONE_CONNECTION = new Database.Size(1, 2048);

  private final BackupSources sources;
  private final FolderProof proof;
  private final RelayViews relays;
  private final InstantSource clock;

  Restore(BackupSources sources, FolderProof proof, RelayViews relays, InstantSource clock) {
    this.sources = sources;
    this.proof = proof;
    this.relays = relays;
    this.clock = clock;
  }

  /**
   * What to restore, and where to.
   *
   * @param source in the operator's words, of which {@code path} is what they are as a path
   * @param force whether what is on the volume may be moved aside
   * @param askRelays whether relays are asked what they have seen
   */
  public record Order(
      String source,
      Path path,
      Path target,
      boolean force,
      boolean askRelays,
      List<String> moreRelays,
      Optional<Passphrase> passphrase) {
    public Order {
      moreRelays = List.copyOf(moreRelays);
    }
  }

  /**
   * Restores, or leaves the target as it was.
   *
   * @throws UnprovenException when the backup does not hold
   * @throws BackupException or {@link dev.tempest.archive.ArchiveException}, when it is not as it
   *     was made
   */
  public Restored run(Order order, Progress progress) {
    Path target = order.target();
    try (var source = sources.find(order.source(), order.path(), order.passphrase())) {
      if (target.startsWith(order.path())) {
        throw new IllegalStateException("the target " + target + " lies in the backup itself");
      }
      return run(order, source, progress);
    }
  }

  Restored run(Order order, BackupSource source, Progress progress) {
    Path target = order.target();
    try {
      Files.createDirectories(target);
      try (var _ = VolumeLock.acquire(new DataDir(target))) {
        return restore(order, source, progress);
      }
    } catch (IOException e) {
      String state =
          VolumeSwap.isUnfinished(target)
              ? "is between old and new: the next start, or restore, goes on"
              : "is as it was";
      throw new UncheckedIOException("the restore failed, and " + target + " " + state, e);
    }
  }

  private Restored restore(Order order, BackupSource source, Progress progress) throws IOException {
    Path target = order.target();
    VolumeSwap.finish(target);
    Scratch.discardLeftovers(target);
    VolumeSwap.requireMovable(target);
    requireFree(target, order.force());
    try (var scratch = Scratch.in(target)) {
      var folder = new DataDir(scratch.folder());
      var manifest = source.unpack(folder.root(), scratch::requireSpace, progress);
      var proven = proof.of(folder, manifest, blobs(folder, manifest), progress);
      proven.require();
      var about = manifest.about();
      var seen =
          order.askRelays()
              ? relays.lastSeen(about.hostname(), order.moreRelays())
              : OptionalLong.empty();
      long sequence =
          new SequenceJump(about.lastSeq(), about.createdAt(), seen).to(clock.instant());
      int announcements = makeReady(folder, sequence);
      progress.begin("make it durable", 0, Progress.Unit.ITEMS);
      Files.delete(folder.root().resolve(Manifest.FILE_NAME));
      Folders.forceAll(folder.root());
      String before = BEFORE + STAMP.format(clock.instant());
      VolumeSwap.swap(target, folder.root(), before);
      return new Restored(
          proven,
          target.toString(),
          Files.exists(target.resolve(before)) ? before : null,
          sequence,
          seen.isPresent() ? seen.getAsLong() : null,
          announcements);
    }
  }

  private static void requireFree(Path target, boolean force) throws IOException {
    var occupied = VolumeSwap.occupied(target);
    if (!occupied.isEmpty() && !force) {
      throw new IllegalStateException(
          "%s holds a volume (%s). --force moves that aside, into %s<time>, and deletes nothing"
              .formatted(target, String.join(", ", occupied), BEFORE));
    }
  }

  /** Blobs on S3 are not the volume's; {@code backup verify --blobs} looks at them. */
  static BlobProof.Kind blobs(DataDir folder, Manifest manifest) {
    return manifest.blobs().areLocal() ? LocalBlobProof.in(folder) : BlobProof.Kind.NONE;
  }

  /** Returns how many accounts there are to be announced. */
  private static int makeReady(DataDir folder, long sequence) {
    try (var log = Database.open(folder.sequencerDb(), Schema.SEQUENCER, ONE_CONNECTION);
        var accounts = Database.open(folder.accountDb(), Schema.ACCOUNT, ONE_CONNECTION)) {
      log.write(
          tx -> {
            StoredLog.advance(tx, sequence);
            return null;
          });
      return accounts.write(RestoredAccounts::mark);
    }
  }
}
