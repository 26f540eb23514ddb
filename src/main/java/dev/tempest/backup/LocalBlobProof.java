package dev.tempest.backup;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.sqlite.DataDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Hashes blobs that lie in a folder; those that were taken down lie in quarantine. */
final class LocalBlobProof implements BlobProof {
  private final Path blobs;

  private LocalBlobProof(DataDir folder) {
    blobs = folder.blobs();
  }

  static Kind in(DataDir folder) {
    return new Kind("read and hashed", () -> new LocalBlobProof(folder));
  }

  @Override
  public Optional<String> fault(Did did, Cid blob, long size) {
    try (var content = Files.newInputStream(find(did, blob))) {
      return BlobProof.hashesTo(blob, content)
          ? Optional.empty()
          : Optional.of("blob " + blob + " does not hash to its CID");
    } catch (NoSuchFileException missing) {
      return Optional.of("blob " + blob + " is missing");
    } catch (IOException e) {
      return Optional.of("blob " + blob + " cannot be read: " + e.getMessage());
    }
  }

  private Path find(Did did, Cid blob) {
    Path served = blobs.resolve(DataDir.safeName(did)).resolve(blob.toString());
    return Files.exists(served)
        ? served
        : blobs
            .resolve(BackupLayout.QUARANTINE)
            .resolve(DataDir.safeName(did))
            .resolve(blob.toString());
  }
}
