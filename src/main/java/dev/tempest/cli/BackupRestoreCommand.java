package dev.tempest.cli;

import dev.tempest.archive.PassphraseConfig;
import dev.tempest.backup.Restore;
import dev.tempest.backup.Restored;
import dev.tempest.backup.UnprovenException;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tempest backup restore}. */
@Command(
    name = "restore",
    description = {
      "Make a volume of a backup, after proving that it holds.",
      "Wants the SECRET_KEY_BASE of the server that the backup is of. The first start on the volume"
          + " tells the network of every account anew."
    })
final class BackupRestoreCommand extends OperatorCommand {
  private final Instance<Restore> restore;
  private final PassphraseConfig config;

  @Parameters(
      paramLabel = "BACKUP",
      description = "A folder, an archive, or the name or key of one in the bucket.")
  String source;

  @Option(
      names = "--target",
      paramLabel = "DIR",
      required = true,
      description = "The volume: an empty folder, or one that need not exist.")
  String target;

  @Option(
      names = "--force",
      description = "Move a volume that is there aside, into before-restore-…; deletes nothing.")
  boolean force;

  @Mixin ArchivePassphrase passphrase;

  @Option(
      names = "--relay",
      paramLabel = "URL",
      description = "Ask this relay, too, how far it has followed; may be repeated.")
  List<String> relays = List.of();

  @Option(names = "--offline", description = "Ask no relay.")
  boolean offline;

  BackupRestoreCommand(Instance<Restore> restore, PassphraseConfig config) {
    this.restore = restore;
    this.config = config;
  }

  @Override
  protected int run() {
    return ProvenBackups.read(
        () -> {
          var order =
              new Restore.Order(
                  source,
                  path(source),
                  path(target),
                  force,
                  !offline,
                  relays,
                  passphrase.get(config, this::path));
          try {
            var restored = restore.get().run(order, progress());
            show(restored, () -> print(restored));
            return ExitCode.DONE;
          } catch (UnprovenException unproven) {
            show(unproven.proof(), () -> ProvenBackups.print(unproven.proof(), out()));
            return ExitCode.NOT_VERIFIED;
          }
        });
  }

  private void print(Restored restored) {
    ProvenBackups.print(restored.proof(), out());
    out().println("restored to " + restored.target());
    if (restored.kept() != null) {
      out().println("what was there is in " + restored.target() + "/" + restored.kept());
    }
    out()
        .printf(
            "the event log goes on after %d%s%n",
            restored.sequence(),
            restored.seenByRelays() == null ? "" : "; relays have seen " + restored.seenByRelays());
    out().printf("%d accounts are announced anew by the first start%n", restored.announcements());
  }
}
