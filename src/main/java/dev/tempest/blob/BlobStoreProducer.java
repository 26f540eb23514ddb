package dev.tempest.blob;

import dev.tempest.sqlite.DataDir;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The store that blobs lie in. */
final class BlobStoreProducer {
  private BlobStoreProducer() {}

  @Produces
  @Singleton
  static BlobStore store(DataDir dataDir, BlobHold hold) {
    return new FileBlobStore(dataDir, hold);
  }
}
