package dev.tempest.backup;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;

/**
 * What lies beside an archive in a bucket: the manifest in short, readable without the passphrase.
 * It names no account.
 */
@RegisterForReflection
record Sidecar(
    int version,
    String name,
    Instant createdAt,
    String tempestVersion,
    String hostname,
    List<String> contains,
    List<String> notInside,
    long lastSeq,
    long files,
    long bytes,
    long accounts,
    BackupResult.Blobs blobs,
    Archive archive) {
  Sidecar {
    contains = List.copyOf(contains);
    notInside = List.copyOf(notInside);
  }

  /** The archive's {@code key}, and what must be there. */
  @RegisterForReflection
  record Archive(String key, long size, String sha256, boolean encrypted) {}

  static Sidecar of(Manifest manifest, BackupResult.Archive archive) {
    var about = manifest.about();
    var totals = manifest.totals();
    var blobs = manifest.blobs();
    return new Sidecar(
        Manifest.VERSION,
        about.name(),
        about.createdAt(),
        about.tempestVersion(),
        about.hostname(),
        about.contains(),
        about.notInside(),
        about.lastSeq(),
        totals.files(),
        totals.bytes(),
        totals.accounts(),
        new BackupResult.Blobs(blobs.store(), blobs.count(), blobs.bytes()),
        new Archive(archive.location(), archive.size(), archive.sha256(), archive.encrypted()));
  }
}
