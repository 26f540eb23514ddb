package dev.tempest.blob;

import dev.tempest.sqlite.DataDir;

/** For tests of other packages. */
public final class TestBlobStores {
  private TestBlobStores() {}

  public static BlobStore onVolume(DataDir dataDir, BlobHold hold) {
    return new FileBlobStore(dataDir, hold);
  }
}
