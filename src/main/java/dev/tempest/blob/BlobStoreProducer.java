package dev.tempest.blob;

import dev.tempest.s3.S3Stores;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The store that blobs lie in: {@code TEMPEST_BLOB_STORE}. */
final class BlobStoreProducer {
  private BlobStoreProducer() {}

  @Produces
  @Singleton
  static BlobStore store(BlobStores stores, S3Stores buckets) {
    return buckets.holdBlobs() ? stores.onS3() : stores.onVolume();
  }
}
