package dev.tempest.s3;

import dev.tempest.config.BootCheck;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Refuses object stores that nothing could be put into. */
@Singleton
final class StoreCheck implements BootCheck {
  static final String BLOBS = "TEMPEST_BLOB_";
  static final String BACKUPS = "TEMPEST_BACKUP_";
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
    return Stream.concat(problems(BLOBS, blobs), problems(BACKUPS, backups)).toList();
  }

  private static Stream<Problem> problems(String kind, StoreConfig config) {
    return switch (config.store()) {
      case LOCAL -> Stream.of();
      case S3 -> problemsOfBucket(kind + "S3_", config.s3()).stream();
      default ->
          Stream.of(Problem.fatal(kind + "STORE", "must be local or s3 (and is local without it)"));
    };
  }

  /** What is wrong with the settings of a bucket that is to be used. */
  static List<Problem> problemsOfBucket(String variables, StoreConfig.Bucket bucket) {
    var problems = new ArrayList<Problem>();
    String endpoint = bucket.endpoint().orElse("");
    if (endpoint.isEmpty()) {
      problems.add(missing(variables + "ENDPOINT", "https://s3.eu-central-1.amazonaws.com"));
    } else if (!isOrigin(endpoint)) {
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

  private static boolean isOrigin(String text) {
    try {
      var uri = new URI(text);
      return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (URISyntaxException malformed) {
      return false;
    }
  }
}
