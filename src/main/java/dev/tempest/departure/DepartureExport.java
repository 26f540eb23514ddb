package dev.tempest.departure;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.BlobStore;
import dev.tempest.progress.Progress;
import dev.tempest.record.RepoExport;
import jakarta.inject.Singleton;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** An account's repository and blobs in a folder: what any server imports. */
@Singleton
public final class DepartureExport {
  private final RepoExport repos;
  private final BlobStore blobs;
  private final Departures departures;

  DepartureExport(RepoExport repos, BlobStore blobs, Departures departures) {
    this.repos = repos;
    this.blobs = blobs;
    this.departures = departures;
  }

  /** Writes {@code repo.car} and {@code blobs/<cid>}; returns how many blobs there were. */
  public long write(Did did, Path folder, Progress progress) {
    try {
      Files.createDirectories(folder.resolve("blobs"));
      progress.begin("repository", 0, Progress.Unit.BYTES);
      Path car = folder.resolve("repo.car");
      try (var out = new BufferedOutputStream(Files.newOutputStream(car))) {
        repos.write(did, null, out);
      }
      progress.advance(Files.size(car));
      var all = new ArrayList<Cid>();
      departures.forEachBlob(did, all::add);
      progress.begin("blobs", all.size(), Progress.Unit.ITEMS);
      long written = 0;
      for (Cid blob : all) {
        written += write(did, blob, folder.resolve("blobs").resolve(blob.toString())) ? 1 : 0;
        progress.advance(1);
      }
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean write(Did did, Cid blob, Path file) throws IOException {
    var found = blobs.open(did, blob, BlobStore.Place.PERMANENT);
    if (found.isEmpty()) {
      return false;
    }
    try (var open = found.get();
        var out = Files.newOutputStream(file)) {
      open.content().transferTo(out);
      return true;
    }
  }
}
