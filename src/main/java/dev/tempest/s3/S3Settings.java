package dev.tempest.s3;

import java.net.URI;
import java.time.Duration;

/**
 * A bucket and how to get in.
 *
 * @param variables what the operator's variables for it begin with, as {@code TEMPEST_BLOB_S3_};
 *     messages name them, and neither the service nor the bucket, for strangers may read them
 * @param patience how long the service may be silent
 */
public record S3Settings(
    String variables,
    URI endpoint,
    String bucket,
    String region,
    Access access,
    boolean pathStyle,
    Duration patience) {
  /** What opens the bucket. Nothing of it is ever shown. */
  public sealed interface Access {
    /** Signs each request. */
    record Keys(String id, String secret) implements Access {
      @Override
      public String toString() {
        return "Keys[hidden]";
      }
    }

    /** Sends a header as it is. */
    record Header(String authorization) implements Access {
      @Override
      public String toString() {
        return "Header[hidden]";
      }
    }
  }

  /** With another patience. */
  public S3Settings withPatience(Duration other) {
    return new S3Settings(variables, endpoint, bucket, region, access, pathStyle, other);
  }

  /** At another address, as through a proxy. */
  public S3Settings withEndpoint(URI other) {
    return new S3Settings(variables, other, bucket, region, access, pathStyle, patience);
  }
}
