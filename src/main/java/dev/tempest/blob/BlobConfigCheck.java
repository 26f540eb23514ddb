package dev.tempest.blob;

import dev.tempest.config.BootCheck;
import dev.tempest.config.HttpUrl;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Refuses settings with which no blob would be taken, or found. */
@Singleton
final class BlobConfigCheck implements BootCheck {
  private final BlobConfig config;

  BlobConfigCheck(BlobConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    if (config.maxBytes() < 1) {
      problems.add(
          Problem.fatal("TEMPEST_BLOB_MAX_BYTES", "must be a number of bytes, as 10000000"));
    }
    if (config.tempTtl().isNegative() || config.tempTtl().isZero()) {
      problems.add(Problem.fatal("TEMPEST_BLOB_TEMP_TTL", "must be a time, for example 6h"));
    }
    if (config.quotaBytes().orElse(0) < 0) {
      problems.add(
          Problem.fatal("TEMPEST_BLOB_QUOTA_BYTES", "must be a number of bytes, as 5000000000"));
    }
    if (config.cdnBaseUrl().filter(url -> HttpUrl.base(url).isEmpty()).isPresent()) {
      problems.add(
          Problem.fatal(
              "TEMPEST_BLOB_CDN_BASE_URL",
              "must be an https or http address, for example https://cdn.example.com"));
    }
    return problems;
  }
}
