package dev.tempest.s3;

import dev.tempest.config.BootCheck;
import dev.tempest.config.HttpUrl;
import dev.tempest.s3.S3Settings.Purpose;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Refuses object stores that nothing could be put into. */
@Singleton
final class StoreCheck implements BootCheck {
  static final String S3 = "s3";
  private static final String LOCAL = "local";

  private final StoreConfig.Blobs blobs;
  private final StoreConfig.Backups backups;

  StoreCheck(StoreConfig.Blobs blobs, StoreConfig.Backups backups) {
    this.blobs = blobs;
    this.backups = backups;
  }

  @Override
  public List<Problem> problems() {
    return Stream.concat(problems(Purpose.BLOBS, blobs), problems(Purpose.BACKUPS, backups))
        .toList();
  }

  private static Stream<Problem> problems(Purpose purpose, StoreConfig config) {
    return switch (config.store()) {
      case LOCAL -> Stream.of();
      case S3 -> problemsOfBucket(purpose, config.s3()).stream();
      default ->
          Stream.of(
              Problem.fatal(
                  purpose.variables() + "STORE", "must be local or s3 (and is local without it)"));
    };
  }

  /** What is wrong with the settings of a bucket that is to be used. */
  static List<Problem> problemsOfBucket(Purpose purpose, StoreConfig.Bucket bucket) {
    String variables = purpose.variablesOfBucket();
    var problems = new ArrayList<Problem>();
    String endpoint = bucket.endpoint().orElse("");
    if (endpoint.isEmpty()) {
      problems.add(missing(variables + "ENDPOINT", "https://s3.eu-central-1.amazonaws.com"));
    } else if (HttpUrl.baseWithoutUser(endpoint).isEmpty()) {
      problems.add(
          Problem.fatal(
              variables + "ENDPOINT",
              "must be the https or http address of the service without the bucket,"
                  + " for example https://s3.eu-central-1.amazonaws.com"));
    }
    if (bucket.bucket().isEmpty()) {
      problems.add(missing(variables + "BUCKET", "tempest"));
    }
    checkAccess(variables, bucket, problems);
    if (bucket.timeout().isNegative() || bucket.timeout().isZero()) {
      problems.add(Problem.fatal(variables + "TIMEOUT", "must be a time, for example 10s"));
    }
    return problems;
  }

  private static void checkAccess(
      String variables, StoreConfig.Bucket bucket, List<Problem> problems) {
    Optional<String> id = bucket.accessKeyId();
    Optional<String> secret = bucket.secretAccessKey();
    if (id.isEmpty() && secret.isEmpty() && bucket.authorization().isPresent()) {
      return;
    }
    if (id.isEmpty()) {
      problems.add(missing(variables + "ACCESS_KEY_ID", "the id of an access key of the service"));
    }
    if (secret.isEmpty()) {
      problems.add(missing(variables + "SECRET_ACCESS_KEY", "the secret of that access key"));
    }
  }

  private static Problem missing(String variable, String example) {
    return Problem.fatal(variable, "must be set for S3, for example " + example);
  }
}
