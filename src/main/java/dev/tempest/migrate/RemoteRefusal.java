package dev.tempest.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tempest.identity.OutboundStream.Head;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A server answered, and not with a success. */
final class RemoteRefusal extends RuntimeException {
  private static final Set<String> EXPIRED = Set.of("ExpiredToken", "InvalidToken");
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;
  private static final int TOO_MANY = 429;

  private final int status;
  private final String error;
  private final String reason;
  private final Optional<Duration> retryAfter;

  /**
   * @param call server and method
   * @param body the answer as JSON; {@link MissingNode} when it is none
   */
  RemoteRefusal(String call, Head head, JsonNode body, Instant now) {
    super(
        "%s: %d %s %s"
            .formatted(
                call, head.status(), body.path("error").asText(), body.path("message").asText())
            .strip(),
        null,
        false,
        false);
    this.status = head.status();
    this.error = body.path("error").asText();
    this.reason = body.path("message").asText();
    this.retryAfter = status == TOO_MANY ? Optional.of(wait(head, now)) : Optional.empty();
  }

  /** By either of the headers in use; a minute when there is none. */
  private static Duration wait(Head head, Instant now) {
    try {
      String seconds = head.headers().get("retry-after");
      if (seconds != null) {
        return Duration.ofSeconds(Long.parseLong(seconds.strip()));
      }
      String reset = head.headers().get("ratelimit-reset");
      if (reset != null) {
        return Duration.between(now, Instant.ofEpochSecond(Long.parseLong(reset.strip()) + 1));
      }
    } catch (NumberFormatException unusual) {
      // a date, or nonsense
    }
    return Duration.ofMinutes(1);
  }

  int status() {
    return status;
  }

  String error() {
    return error;
  }

  /** How long to wait before asking again; empty when that is not what is wrong. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** Whether the other side had trouble of its own. */
  boolean isFailure() {
    return status / 100 == 5;
  }

  /** Whether what was asked for is not there; the official server says so with 400. */
  boolean isAbsence() {
    return status == NOT_FOUND
        || status == GONE
        || error.equals("BlobNotFound")
        || (error.equals("InvalidRequest") && reason.equalsIgnoreCase("Blob not found"));
  }

  /** Whether a fresh access token may help. */
  boolean isExpiry() {
    return EXPIRED.contains(error);
  }
}
