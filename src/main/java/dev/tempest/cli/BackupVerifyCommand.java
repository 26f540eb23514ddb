package dev.tempest.cli;

import dev.tempest.archive.PassphraseConfig;
import dev.tempest.backup.Verification;
import dev.tempest.backup.Verification.RemoteBlobs;
import dev.tempest.config.ServerConfig;
import jakarta.enterprise.inject.Instance;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tempest backup verify}. */
@Command(
    name = "verify",
    description = {
      "Prove that a backup could be restored, without restoring it.",
      "Wants the SECRET_KEY_BASE of the server that the backup is of."
    })
final class BackupVerifyCommand extends OperatorCommand {
  private final Instance<Verification> verification;
  private final PassphraseConfig config;
  private final ServerConfig server;

  @Parameters(
      paramLabel = "BACKUP",
      description = "A folder, an archive, or the name or key of one in the bucket.")
  String source;

  @Option(names = "--blobs", description = "Look for blobs in TEMPEST_BLOB_S3_*, by its lists.")
  boolean blobs;

  @Option(names = "--hash-blobs", description = "Read every blob in TEMPEST_BLOB_S3_*.")
  boolean hashBlobs;

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      description = "Where an archive is unpacked meanwhile; tmp/ on the volume if there is one.")
  @Nullable String scratch;

  @Mixin ArchivePassphrase passphrase;

  BackupVerifyCommand(
      Instance<Verification> verification, PassphraseConfig config, ServerConfig server) {
    this.verification = verification;
    this.config = config;
    this.server = server;
  }

  @Override
  protected int run() {
    var proof =
        ProvenBackups.read(
            () ->
                verification
                    .get()
                    .run(
                        new Verification.Order(
                            source,
                            path(source),
                            scratch == null ? scratchOfServer() : path(scratch),
                            hashBlobs
                                ? RemoteBlobs.HASH
                                : blobs ? RemoteBlobs.LIST : RemoteBlobs.LEAVE,
                            passphrase.get(config, this::path)),
                        progress()));
    show(proof, () -> ProvenBackups.print(proof, out()));
    return proof.holds() ? ExitCode.DONE : ExitCode.NOT_VERIFIED;
  }

  private Path scratchOfServer() {
    Path tmp = server.dataDir().resolve("tmp");
    return Files.isDirectory(tmp) ? tmp : Path.of(System.getProperty("java.io.tmpdir"));
  }
}
