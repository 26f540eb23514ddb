package dev.tempest.s3;

import dev.tempest.fault.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * An object on its way, of which one part is held in memory. It comes to be as a whole when {@link
 * #complete} returns; closing an upload that is not complete takes back what was sent. For one
 * thread.
 */
public final class S3Upload implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(S3Upload.class);

  /** S3 takes 10,000 parts: they grow, so that 450 GB fit. */
  private static final int FIRST_PART_BYTES = 8 * 1024 * 1024;

  private static final int PARTS_OF_A_SIZE = 1000;

  record Target(String bucket, String key, String contentType) {}

  private final S3Bucket bucket;
  private final Target target;
  private final List<CompletedPart> parts = new ArrayList<>();
  private byte[] part = new byte[0];
  private int filled;
  private long sent;
  private @Nullable String id; // null until a part was sent
  private boolean ended;

  S3Upload(S3Bucket bucket, Target target) {
    this.bucket = bucket;
    this.target = target;
  }

  /** Takes the object's bytes. Closing it does nothing, so that whoever wraps it may. */
  public OutputStream content() {
    return new OutputStream() {
      @Override
      public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        append(bytes, offset, length);
      }
    };
  }

  private void append(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (ended) {
      throw new IllegalStateException("the upload has ended");
    }
    int at = offset;
    while (at < offset + length) {
      if (filled == partSize()) {
        sendPart();
      }
      if (filled == part.length) {
        part = Arrays.copyOf(part, Math.min(partSize(), Math.max(64 * 1024, 2 * part.length)));
      }
      int count = Math.min(offset + length - at, part.length - filled);
      System.arraycopy(bytes, at, part, filled, count);
      filled += count;
      at += count;
    }
  }

  private int partSize() {
    return FIRST_PART_BYTES * (1 + parts.size() / PARTS_OF_A_SIZE);
  }

  private void sendPart() {
    int number = parts.size() + 1;
    String upload = id();
    String md5 = Md5.of(part, filled);
    var body =
        RequestBody.fromContentProvider(
            () -> new ByteArrayInputStream(part, 0, filled), filled, target.contentType());
    var answer =
        bucket
            .failures()
            .require(
                "upload part",
                () ->
                    bucket
                        .client()
                        .uploadPart(
                            request ->
                                request
                                    .bucket(target.bucket())
                                    .key(target.key())
                                    .uploadId(upload)
                                    .partNumber(number)
                                    .contentMD5(md5)
                                    .overrideConfiguration(bucket.timeFor(filled)),
                            body));
    parts.add(CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build());
    sent += filled;
    filled = 0;
  }

  private String id() {
    String known = id;
    if (known == null) {
      known =
          bucket
              .failures()
              .require(
                  "begin upload",
                  () ->
                      bucket
                          .client()
                          .createMultipartUpload(
                              request ->
                                  request
                                      .bucket(target.bucket())
                                      .key(target.key())
                                      .contentType(target.contentType())))
              .uploadId();
      id = known;
    }
    return known;
  }

  /** Makes the object of what was written; returns its size, which the service confirms. */
  public long complete() throws IOException {
    if (ended) {
      throw new IllegalStateException("the upload has ended");
    }
    if (id == null) {
      bucket.put(target.key(), Arrays.copyOf(part, filled), target.contentType());
      sent = filled;
    } else {
      if (filled > 0) {
        sendPart();
      }
      join(id);
    }
    ended = true;
    long stored = bucket.stat(target.key()).map(Stat::size).orElse(-1L);
    if (stored != sent) {
      bucket.delete(target.key());
      throw new IOException("sent %d bytes, but the object has %d".formatted(sent, stored));
    }
    return sent;
  }

  private void join(String upload) {
    bucket
        .failures()
        .require(
            "complete upload",
            () ->
                bucket
                    .client()
                    .completeMultipartUpload(
                        request ->
                            request
                                .bucket(target.bucket())
                                .key(target.key())
                                .uploadId(upload)
                                .multipartUpload(all -> all.parts(parts))
                                .overrideConfiguration(bucket.timeFor(sent))));
  }

  /** Ends the upload; one that is not complete leaves nothing, if the service can be reached. */
  @Override
  public void close() {
    String begun = id;
    if (ended || begun == null) {
      ended = true;
      return;
    }
    ended = true;
    try {
      bucket
          .failures()
          .find(
              "abort upload",
              () ->
                  bucket
                      .client()
                      .abortMultipartUpload(
                          request ->
                              request.bucket(target.bucket()).key(target.key()).uploadId(begun)));
    } catch (Refusal e) { // what made the upload fail is being told already
      LOG.warnf(
          "event=s3_parts_left key=%s: its parts cost space until a lifecycle rule of the bucket"
              + " removes incomplete uploads",
          target.key());
    }
  }
}
