package dev.tempest.s3;

import java.net.URI;
import java.time.Duration;

/**
 * A bucket and how to get in.
 *
 * @param patience how long the service may be silent
 */
public record S3Settings(
    Purpose purpose,
    URI endpoint,
    String bucket,
    String region,
    Access access,
    boolean pathStyle,
    Duration patience) {
  /** What lies in the bucket. */
  public enum Purpose {
    BLOBS("TEMPEST_BLOB_"),
    BACKUPS("TEMPEST_BACKUP_");

    private final String variables;

    Purpose(String variables) {
      this.variables = variables;
    }

    /** What all its variables begin with. */
    String variables() {
      return variables;
    }

    /** What the variables of its bucket begin with, as {@code TEMPEST_BLOB_S3_}. */
    String variablesOfBucket() {
      return variables + "S3_";
    }
  }

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

  /** Messages name these, and neither the service nor the bucket, for strangers may read them. */
  String variables() {
    return purpose.variablesOfBucket();
  }

  /** With another patience. */
  public S3Settings withPatience(Duration other) {
    return new S3Settings(purpose, endpoint, bucket, region, access, pathStyle, other);
  }

  /** At another address, as through a proxy. */
  public S3Settings withEndpoint(URI other) {
    return new S3Settings(purpose, other, bucket, region, access, pathStyle, patience);
  }
}
