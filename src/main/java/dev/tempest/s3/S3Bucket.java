package dev.tempest.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * A bucket. Requests that get no answer in their time are refused with {@link
 * dev.tempest.fault.Refusal.UpstreamTimedOut}, all other failures with {@link
 * dev.tempest.fault.Refusal.Unavailable}. What a method returned from is durable. Thread safe;
 * blocks.
 */
public final class S3Bucket implements AutoCloseable {
  /** The slowest upload that is waited for. */
  private static final long SLOWEST_BYTES_PER_SECOND = 512 * 1024;

  private static final int MOST_DELETED_AT_ONCE = 1000;

  private final S3Settings settings;
  private final S3Client client;
  private final S3Failures failures;

  private S3Bucket(S3Settings settings, S3Client client) {
    this.settings = settings;
    this.client = client;
    this.failures = new S3Failures(settings);
  }

  /** Asks the service nothing yet. */
  public static S3Bucket open(S3Settings settings) {
    return new S3Bucket(settings, S3Clients.open(settings));
  }

  /** Stores a file, which the service checks against its MD5. */
  public void put(String key, Path file, String contentType) {
    try {
      put(
          request(key, contentType, Md5.of(file)),
          ContentStreamProvider.fromInputStreamSupplier(() -> open(file)),
          Files.size(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(Path file) {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stores a few bytes, which the service checks against their MD5. */
  public void put(String key, byte[] content, String contentType) {
    put(
        request(key, contentType, Md5.of(content, content.length)),
        () -> new ByteArrayInputStream(content),
        content.length);
  }

  private PutObjectRequest.Builder request(String key, String contentType, String md5) {
    return PutObjectRequest.builder()
        .bucket(settings.bucket())
        .key(key)
        .contentType(contentType)
        .contentMD5(md5);
  }

  private void put(PutObjectRequest.Builder request, ContentStreamProvider content, long size) {
    var timed = request.overrideConfiguration(timeFor(size)).build();
    String type = timed.contentType();
    failures.require(
        "put", () -> client.putObject(timed, RequestBody.fromContentProvider(content, size, type)));
  }

  /** The time that {@code bytes} may take to be sent, beyond that of every request. */
  AwsRequestOverrideConfiguration timeFor(long bytes) {
    Duration attempt =
        settings.patience().plus(Duration.ofSeconds(bytes / SLOWEST_BYTES_PER_SECOND));
    return AwsRequestOverrideConfiguration.builder()
        .apiCallAttemptTimeout(attempt)
        .apiCallTimeout(attempt.plus(settings.patience()))
        .build();
  }

  /** The object, if there is one. Whoever opens it closes it. */
  public Optional<Body> get(String key) {
    return get(GetObjectRequest.builder().key(key));
  }

  /** Its bytes from {@code first} to {@code last}, inclusive, of which the first is there. */
  public Optional<Body> get(String key, long first, long last) {
    return get(GetObjectRequest.builder().key(key).range("bytes=" + first + "-" + last));
  }

  private Optional<Body> get(GetObjectRequest.Builder request) {
    var wanted = request.bucket(settings.bucket()).build();
    return Optional.ofNullable(failures.find("get", () -> client.getObject(wanted)))
        .map(
            found -> {
              long size = found.response().contentLength();
              long total = total(found.response().contentRange(), size);
              return new Body(size, total, new ObjectContent(found, size));
            });
  }

  /** {@code Content-Range: bytes 0-9/100}. */
  private static long total(@Nullable String contentRange, long size) {
    return contentRange == null
        ? size
        : Long.parseLong(contentRange.substring(contentRange.indexOf('/') + 1));
  }

  public Optional<Stat> stat(String key) {
    return Optional.ofNullable(
            failures.find(
                "stat", () -> client.headObject(head -> head.bucket(settings.bucket()).key(key))))
        .map(found -> new Stat(key, found.contentLength(), found.eTag(), found.lastModified()));
  }

  /** Copies within the service. False when there is nothing at {@code from}. */
  public boolean copy(String from, String to) {
    return failures.find(
            "copy",
            () ->
                client.copyObject(
                    copy ->
                        copy.sourceBucket(settings.bucket())
                            .sourceKey(from)
                            .destinationBucket(settings.bucket())
                            .destinationKey(to)))
        != null;
  }

  /** There need not be one. */
  public void delete(String key) {
    failures.find(
        "delete", () -> client.deleteObject(delete -> delete.bucket(settings.bucket()).key(key)));
  }

  public void deleteAll(String prefix) {
    var page = new ArrayList<ObjectIdentifier>();
    list(
        prefix,
        found -> {
          page.add(ObjectIdentifier.builder().key(found.key()).build());
          if (page.size() == MOST_DELETED_AT_ONCE) {
            deleteAll(page);
          }
        });
    if (!page.isEmpty()) {
      deleteAll(page);
    }
  }

  private void deleteAll(List<ObjectIdentifier> page) {
    var all = Delete.builder().objects(page).quiet(true).build();
    var answer =
        failures.require(
            "delete",
            () -> client.deleteObjects(delete -> delete.bucket(settings.bucket()).delete(all)));
    if (answer.hasErrors() && !answer.errors().isEmpty()) {
      throw failures.answered("delete", 500, answer.errors().getFirst().code());
    }
    page.clear();
  }

  /** Tells of every object whose key begins with {@code prefix}, in the order of the keys. */
  public void list(String prefix, Consumer<Stat> each) {
    var pages = client.listObjectsV2Paginator(l -> l.bucket(settings.bucket()).prefix(prefix));
    var found = failures.require("list", pages.contents()::iterator);
    while (failures.require("list", found::hasNext)) {
      var object = found.next();
      each.accept(new Stat(object.key(), object.size(), object.eTag(), object.lastModified()));
    }
  }

  /** An object whose size nobody knows yet, sent in parts. */
  public S3Upload upload(String key, String contentType) {
    return new S3Upload(this, new S3Upload.Target(settings.bucket(), key, contentType));
  }

  S3Client client() {
    return client;
  }

  S3Failures failures() {
    return failures;
  }

  @Override
  public void close() {
    client.close();
  }
}
