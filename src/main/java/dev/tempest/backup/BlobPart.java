package dev.tempest.backup;

import java.io.IOException;

/** What a backup has of the blobs, in the order in which its manifest wants to know. */
interface BlobPart {
  /** Takes the blobs' files into the backup, and lists them. */
  void takeFiles(ManifestWriter manifest) throws IOException;

  /** Lists the blobs themselves. */
  void list(ManifestWriter manifest) throws IOException;
}
