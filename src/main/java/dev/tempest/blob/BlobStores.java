package dev.tempest.blob;

import dev.tempest.s3.S3Stores;
import dev.tempest.sqlite.DataDir;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** The stores that blobs can lie in. */
@Singleton
class BlobStores {
  private final Supplier<BlobStore> onVolume;
  private final Supplier<BlobStore> onS3;

  @Inject
  BlobStores(DataDir dataDir, BlobHold hold, S3Stores buckets) {
    this(
        () -> new FileBlobStore(dataDir, hold), () -> new S3BlobStore(buckets.forBlobs(), dataDir));
  }

  BlobStores(Supplier<BlobStore> onVolume, Supplier<BlobStore> onS3) {
    this.onVolume = onVolume;
    this.onS3 = onS3;
  }

  BlobStore onVolume() {
    return onVolume.get();
  }

  /** Refuses when {@code TEMPEST_BLOB_S3_*} lack something. */
  BlobStore onS3() {
    return onS3.get();
  }
}
