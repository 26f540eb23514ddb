package dev.tempest.cli;

import dev.tempest.archive.PassphraseConfig;
import dev.tempest.backup.BackupConfig;
import dev.tempest.backup.BackupList;
import dev.tempest.backup.BackupPrune;
import dev.tempest.backup.BackupResult;
import dev.tempest.backup.Backups;
import dev.tempest.backup.Retention;
import dev.tempest.backup.StoredBackup;
import dev.tempest.progress.ByteCount;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tempest backup}: what makes backups and looks after them. */
@Command(
    name = "backup",
    description = "Make backups, and look after them.",
    subcommands = {
      BackupCommand.Create.class,
      BackupCommand.Listing.class,
      BackupVerifyCommand.class,
      BackupRestoreCommand.class,
      BackupDrillCommand.class,
      BackupCommand.Prune.class
    })
final class BackupCommand {
  private BackupCommand() {}

  /** {@code tempest backup create}. */
  @OnVolume
  @Command(
      name = "create",
      description = {
        "Make a backup of everything at one instant, while the server serves.",
        "SECRET_KEY_BASE is not in it: without that, no account can sign."
      })
  static final class Create extends OperatorCommand {
    private final Instance<Backups> backups;
    private final PassphraseConfig config;

    @Option(
        names = "--output",
        paramLabel = "DIR",
        description = "The folder to put it in, rather than backups/ on the volume.")
    @Nullable String output;

    @Option(names = "--archive", description = "Write one file rather than a folder.")
    boolean archive;

    @Option(
        names = "--upload",
        description =
            "Upload it as an archive to TEMPEST_BACKUP_S3_*; a folder stays with --output.")
    boolean upload;

    @Mixin ArchivePassphrase passphrase;

    Create(Instance<Backups> backups, PassphraseConfig config) {
      this.backups = backups;
      this.config = config;
    }

    @Override
    protected int run() {
      if (archive && upload) {
        throw CommandException.usage("--archive and --upload: choose one; an upload is an archive");
      }
      if (passphrase.isGiven() && !archive && !upload) {
        throw CommandException.usage(
            "--passphrase-file: a folder is not encrypted; add --archive or --upload");
      }
      var form =
          upload ? Backups.Form.UPLOAD : archive ? Backups.Form.ARCHIVE : Backups.Form.FOLDER;
      var request =
          new Backups.Request(
              form,
              Optional.ofNullable(output).map(this::path),
              passphrase.get(config, this::path));
      var made = backups.get().create(request, progress());
      show(made, () -> print(made));
      return ExitCode.DONE;
    }

    private void print(BackupResult made) {
      out()
          .printf(
              "%s: %d files, %s, in %.1f s%n",
              made.name(), made.files(), ByteCount.shown(made.bytes()), made.seconds());
      if (made.folder() != null) {
        out().println("folder: " + made.folder());
      }
      var archived = made.archive();
      if (archived != null) {
        out()
            .printf(
                "archive: %s, %s, %s%n",
                archived.location(),
                ByteCount.shown(archived.size()),
                archived.encrypted() ? "encrypted" : "not encrypted");
      }
      out()
          .printf(
              "%d accounts, %d blobs (%s, %s), last seq %d%n",
              made.accounts(),
              made.blobs().count(),
              made.blobs().store(),
              ByteCount.shown(made.blobs().bytes()),
              made.lastSeq());
      out()
          .printf(
              "longest pause of a write: %.1f ms for the cut, %.1f ms for keeping a file%n",
              made.pauseMillis().atGate(), made.pauseMillis().pinning());
      for (var fault : made.faults()) {
        out().printf("WARNING: blob %s of %s is %s%n", fault.cid(), fault.did(), fault.fault());
      }
    }
  }

  /** {@code tempest backup list}. */
  @OnVolume
  @Command(name = "list", description = "Show the backups on the volume and in the bucket.")
  static final class Listing extends OperatorCommand {
    private final Instance<BackupList> list;

    @Option(
        names = "--output",
        paramLabel = "DIR",
        description = "Show those in this folder instead.")
    @Nullable String output;

    Listing(Instance<BackupList> list) {
      this.list = list;
    }

    /** One JSON object. */
    @RegisterForReflection
    record Shown(List<StoredBackup> backups) {}

    @Override
    protected int run() {
      var found = output == null ? list.get().all() : list.get().in(path(output));
      show(
          new Shown(found),
          () -> {
            if (found.isEmpty()) {
              out().println("no backups");
            }
            found.forEach(backup -> out().println(line(backup)));
          });
      return ExitCode.DONE;
    }
  }

  private static String line(StoredBackup backup) {
    String place =
        switch (backup.place()) {
          case FOLDER -> "folder " + backup.location();
          case ARCHIVE -> "archive " + backup.location() + ", " + ByteCount.shown(backup.bytes());
          case BUCKET -> "bucket " + backup.location() + ", " + ByteCount.shown(backup.bytes());
        };
    return "%s  %s, %s".formatted(backup.madeAt(), place, owner(backup));
  }

  private static String owner(StoredBackup backup) {
    if (backup.hostname() != null) {
      return "of " + backup.hostname();
    }
    return backup.whole() || backup.place() == StoredBackup.Place.BUCKET
        ? "of an unknown server"
        : "not finished";
  }

  /** {@code tempest backup prune}. */
  @OnVolume
  @Command(
      name = "prune",
      description = {
        "Remove this server's old backups from the volume and from the bucket, but never the",
        "newest, nor one of which nothing says whose it is.",
        "What is not given is taken from TEMPEST_BACKUP_KEEP_LAST, _DAILY and _WEEKLY."
      })
  static final class Prune extends OperatorCommand {
    private final Instance<BackupPrune> prune;
    private final BackupConfig config;

    @Option(names = "--keep-last", paramLabel = "N", description = "Keep the newest N.")
    @Nullable Integer keepLast;

    @Option(
        names = "--keep-daily",
        paramLabel = "N",
        description = "Keep the newest of each of N days.")
    @Nullable Integer keepDaily;

    @Option(
        names = "--keep-weekly",
        paramLabel = "N",
        description = "Keep the newest of each of N weeks.")
    @Nullable Integer keepWeekly;

    @Option(names = "--dry-run", description = "Remove nothing, show what would go.")
    boolean dryRun;

    Prune(Instance<BackupPrune> prune, BackupConfig config) {
      this.prune = prune;
      this.config = config;
    }

    @Override
    protected int run() {
      var retention =
          new Retention(
              number("--keep-last", keepLast, config.keepLast()),
              number("--keep-daily", keepDaily, config.keepDaily()),
              number("--keep-weekly", keepWeekly, config.keepWeekly()));
      var pruned = prune.get().prune(retention, dryRun);
      show(
          pruned,
          () -> {
            String removed = dryRun ? "would remove  " : "removed  ";
            pruned.removed().forEach(backup -> out().println(removed + line(backup)));
            out().printf("%d kept%n", pruned.kept().size());
            if (pruned.unreachable() != null) {
              out().println("WARNING: those in the bucket are left: " + pruned.unreachable());
            }
          });
      return ExitCode.DONE;
    }

    private static int number(String option, @Nullable Integer given, int configured) {
      if (given != null && given < 0) {
        throw CommandException.usage(option + " must not be negative");
      }
      return given == null ? configured : given;
    }
  }
}
