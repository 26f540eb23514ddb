package dev.tempest.backup;

import dev.tempest.blob.StoredBlobs;
import java.io.IOException;
import java.util.List;

/** Blobs in a bucket, which a backup only lists: those that records refer to. */
final class BucketBlobs implements BlobPart {
  private final CopiedDatabases databases;

  BucketBlobs(CopiedDatabases databases) {
    this.databases = databases;
  }

  @Override
  public void takeFiles(ManifestWriter manifest) {
    // they stay where they are
  }

  @Override
  public void list(ManifestWriter manifest) throws IOException {
    var counted = new Counted();
    databases.blobs(counted::add);
    manifest.beginBlobs(new Manifest.Blobs("s3", counted.count, counted.bytes, List.of()));
    databases.blobs(
        (blob, referenced) -> {
          if (referenced) {
            manifest.blob(new Manifest.BlobEntry(blob.did(), blob.cid(), blob.size()));
          }
        });
  }

  private static final class Counted {
    private long count;
    private long bytes;

    void add(StoredBlobs.Stored blob, boolean referenced) {
      if (referenced) {
        count++;
        bytes += blob.size();
      }
    }
  }
}
