package dev.tempest.backup;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.s3.S3Bucket;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the bucket which blobs of an account it has, and how large they are. */
final class S3BlobProof implements BlobProof {
  private static final String PLACE = "blobs/";
  private static final String QUARANTINE = "quarantine/blobs/";

  private final S3Bucket bucket;
  private final boolean hashing;
  private final Map<String, Long> sizes = new HashMap<>(); // of one account, by key
  private @Nullable Did listed;

  private S3BlobProof(S3Bucket bucket, boolean hashing) {
    this.bucket = bucket;
    this.hashing = hashing;
  }

  /** With {@code hashing} every blob is read, too. */
  static Kind in(S3Bucket bucket, boolean hashing) {
    return new Kind(
        hashing ? "read from S3 and hashed" : "listed on S3",
        () -> new S3BlobProof(bucket, hashing));
  }

  @Override
  public Optional<String> fault(Did did, Cid blob, long size) {
    if (!did.equals(listed)) {
      list(did);
    }
    String key = PLACE + did + "/" + blob;
    if (!sizes.containsKey(key)) {
      key = QUARANTINE + did + "/" + blob;
    }
    Long found = sizes.get(key);
    if (found == null) {
      return Optional.of("blob " + blob + " is missing on S3");
    }
    if (found != size) {
      return Optional.of("blob %s has %d bytes on S3, not %d".formatted(blob, found, size));
    }
    return hashing ? hash(key, blob) : Optional.empty();
  }

  private void list(Did did) {
    sizes.clear();
    bucket.list(PLACE + did + "/", found -> sizes.put(found.key(), found.size()));
    bucket.list(QUARANTINE + did + "/", found -> sizes.put(found.key(), found.size()));
    listed = did;
  }

  private Optional<String> hash(String key, Cid blob) {
    var body = bucket.get(key);
    if (body.isEmpty()) {
      return Optional.of("blob " + blob + " is missing on S3");
    }
    try (var opened = body.get()) {
      return BlobProof.hashesTo(blob, opened.content())
          ? Optional.empty()
          : Optional.of("blob " + blob + " on S3 does not hash to its CID");
    } catch (IOException e) {
      return Optional.of("blob " + blob + " cannot be read from S3: " + e.getMessage());
    }
  }
}
