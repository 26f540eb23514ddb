package dev.tempest.doctor;

import dev.tempest.fault.Refusal;
import dev.tempest.s3.Body;
import dev.tempest.s3.S3Bucket;
import dev.tempest.s3.S3Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Whether a bucket takes, gives and forgets objects: with one of its own, under a used prefix. */
final class BucketCheck implements Check {
  private static final byte[] CONTENT = "Tempest was here.".getBytes(StandardCharsets.UTF_8);
  private static final int RANDOM_BYTES = 8;
  private static final int FIRST = 3;
  private static final int LAST = 7;

  private final String id;
  private final String variables;
  private final String prefix;
  private final BooleanSupplier used;
  private final Supplier<S3Settings> settings;

  /**
   * @param variables what the operator's variables begin with
   * @param prefix of keys that the server uses
   */
  BucketCheck(
      String id,
      String variables,
      String prefix,
      BooleanSupplier used,
      Supplier<S3Settings> settings) {
    this.id = id;
    this.variables = variables;
    this.prefix = prefix;
    this.used = used;
    this.settings = settings;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Reach reach() {
    return Reach.SERVICES;
  }

  @Override
  public List<Finding> look(Examination examination) throws IOException {
    if (!used.getAsBoolean()) {
      return List.of(Finding.skipped(this, variables + "STORE is local"));
    }
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    String key = prefix + "doctor-" + HexFormat.of().formatHex(random);
    var bucket = settings.get();
    try (var open = S3Bucket.open(bucket)) {
      return List.of(
          probe(open, key)
              .map(this::failed)
              .orElseGet(
                  () ->
                      Finding.ok(
                          this,
                          "",
                          "%s takes, gives, gives in part and deletes"
                              .formatted(bucket.bucket()))));
    } catch (Refusal refused) {
      return List.of(failed(String.valueOf(refused.getMessage())));
    }
  }

  private Finding failed(String why) {
    return Finding.fail(
        this,
        "",
        why,
        "compare %sS3_ENDPOINT, _BUCKET, _REGION and the keys with the service's console; the key"
                .formatted(variables)
            + " must be allowed to put, get, list and delete objects");
  }

  /** What is wrong with the bucket; empty when nothing is. */
  private static Optional<String> probe(S3Bucket bucket, String key) throws IOException {
    bucket.put(key, CONTENT, "text/plain");
    try {
      if (!holds(bucket.get(key), CONTENT)) {
        return Optional.of("what was put is not what is got");
      }
      if (!holds(bucket.get(key, FIRST, LAST), Arrays.copyOfRange(CONTENT, FIRST, LAST + 1))) {
        return Optional.of("a part of an object is not given as asked for (Range)");
      }
    } finally {
      bucket.delete(key);
    }
    return bucket.stat(key).isPresent()
        ? Optional.of("what was deleted is still there: " + key)
        : Optional.empty();
  }

  private static boolean holds(Optional<Body> object, byte[] expected) throws IOException {
    if (object.isEmpty()) {
      return false;
    }
    try (var body = object.get()) {
      return Arrays.equals(body.content().readNBytes(expected.length + 1), expected);
    }
  }
}
