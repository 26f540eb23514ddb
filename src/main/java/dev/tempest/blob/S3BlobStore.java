package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.s3.S3Bucket;
import dev.tempest.s3.S3Settings;
import dev.tempest.s3.Stat;
import dev.tempest.sqlite.DataDir;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Blobs as objects of a bucket: {@code blobs/<did>/<cid>}, which a CDN may show, temporary ones in
 * {@code temp/blobs/<did>/<cid>}, taken-down ones in {@code quarantine/blobs/<did>/<cid>}. They
 * change places by being copied within the service and then deleted: a failure in between leaves
 * one too many.
 */
final class S3BlobStore implements BlobStore {
  private static final Logger LOG = Logger.getLogger(S3BlobStore.class);
  private static final String SVG = "image/svg+xml";

  private final S3Settings settings;
  private final S3Bucket bucket;
  private final Spool spool;

  S3BlobStore(S3Settings settings, DataDir dataDir) {
    this.settings = settings;
    bucket = S3Bucket.open(settings);
    spool = new Spool(dataDir);
  }

  @Override
  public Upload receive(InputStream content, long limit) throws IOException {
    return new ObjectUpload(spool.receive(content, limit));
  }

  private final class ObjectUpload extends SpooledUpload {
    ObjectUpload(Spooled received) {
      super(received);
    }

    @Override
    public void keep(Did did, Place place, String mimeType) {
      bucket.put(key(place, did, cid()), received.file(), shownAs(mimeType));
    }
  }

  /** What cannot run in a browser keeps its type, for whoever gets it from the bucket. */
  private static String shownAs(String mimeType) {
    return ContentType.isMedia(mimeType) && !mimeType.equals(SVG) ? mimeType : ContentType.UNKNOWN;
  }

  @Override
  public List<Cid> promote(Did did, Collection<Cid> blobs) {
    return Parallel.filter(blobs, blob -> !promote(did, blob));
  }

  private boolean promote(Did did, Cid blob) {
    String temporary = key(Place.TEMPORARY, did, blob);
    if (!bucket.copy(temporary, key(Place.PERMANENT, did, blob))) {
      return exists(did, blob, Place.PERMANENT);
    }
    try {
      bucket.delete(temporary);
    } catch (Refusal e) { // the blob is where it is needed
      LOG.warnf("event=blob_left_over key=%s: the sweep removes it", temporary);
    }
    return true;
  }

  @Override
  public Optional<StoredBlob> open(Did did, Cid blob, Place place) {
    return bucket
        .get(key(place, did, blob))
        .map(body -> new StoredBlob(body.total(), body.content()));
  }

  @Override
  public Optional<StoredBlob> open(Did did, Cid blob, Span span) {
    return bucket
        .get(key(Place.PERMANENT, did, blob), span.first(), span.last())
        .map(body -> new StoredBlob(body.total(), new Exactly(body.content(), span.length())));
  }

  @Override
  public boolean exists(Did did, Cid blob, Place place) {
    return bucket.stat(key(place, did, blob)).isPresent();
  }

  @Override
  public boolean move(Did did, Cid blob, Place from, Place to) {
    boolean found = bucket.copy(key(from, did, blob), key(to, did, blob));
    if (found) {
      bucket.delete(key(from, did, blob));
    }
    return found;
  }

  @Override
  public void delete(Did did, Cid blob, Place place) {
    bucket.delete(key(place, did, blob));
  }

  @Override
  public void deleteAll(Did did) {
    for (Place place : Place.values()) {
      bucket.deleteAll(prefix(place) + did + "/");
    }
  }

  @Override
  public void list(Place place, Consumer<Listed> each) {
    String prefix = prefix(place);
    bucket.list(prefix, found -> each.accept(listed(found, prefix.length())));
  }

  private static Listed listed(Stat object, int prefix) {
    String name = object.key().substring(prefix);
    int slash = name.indexOf('/');
    return new Listed(
        slash < 0 ? "" : name.substring(0, slash), name.substring(slash + 1), object.size());
  }

  @Override
  public String nameOf(Did did) {
    return did.value();
  }

  @Override
  public String location() {
    return "s3://" + settings.bucket();
  }

  @Override
  public void discardUnfinished() {
    spool.discardAll();
  }

  private static String key(Place place, Did did, Cid blob) {
    return prefix(place) + did + "/" + blob;
  }

  private static String prefix(Place place) {
    return switch (place) {
      case TEMPORARY -> "temp/blobs/";
      case PERMANENT -> "blobs/";
      case QUARANTINE -> "quarantine/blobs/";
    };
  }
}
