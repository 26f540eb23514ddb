package dev.tempest.record;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.BlobInventory;
import dev.tempest.sqlite.RepoFiles;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Blobs that records refer to and that were not uploaded, as after an import. */
@Singleton
public class MissingBlobs {
  private static final int PAGE = 1000;

  private final RepoFiles repos;
  private final BlobInventory blobs;

  MissingBlobs(RepoFiles repos, BlobInventory blobs) {
    this.repos = repos;
    this.blobs = blobs;
  }

  /** A missing blob and one of the records that refer to it. */
  public record MissingBlob(Cid cid, AtUri recordUri) {}

  /** How many blobs records refer to, and how many of these are not here. */
  public record Counts(long referenced, long missing) {}

  /** Missing blobs in CID order after {@code cursor}, at most {@code limit}. */
  List<MissingBlob> list(Did did, @Nullable Cid cursor, int limit) {
    var found = new ArrayList<MissingBlob>();
    List<BlobRefTable.Reference> page = page(did, cursor);
    while (!page.isEmpty() && found.size() < limit) {
      Set<Cid> missing = missing(did, page);
      page.stream()
          .filter(reference -> missing.contains(reference.blob()))
          .limit(limit - found.size())
          .map(reference -> new MissingBlob(reference.blob(), AtUri.of(did, reference.record())))
          .forEach(found::add);
      page = page(did, page.getLast().blob());
    }
    return found;
  }

  public Counts count(Did did) {
    long referenced = 0;
    long missing = 0;
    List<BlobRefTable.Reference> page = page(did, null);
    while (!page.isEmpty()) {
      referenced += page.size();
      missing += missing(did, page).size();
      page = page(did, page.getLast().blob());
    }
    return new Counts(referenced, missing);
  }

  private List<BlobRefTable.Reference> page(Did did, @Nullable Cid cursor) {
    return repos.read(did, connection -> BlobRefTable.references(connection, cursor, PAGE));
  }

  private Set<Cid> missing(Did did, List<BlobRefTable.Reference> page) {
    return new HashSet<>(
        blobs.missing(did, page.stream().map(BlobRefTable.Reference::blob).toList()));
  }
}
