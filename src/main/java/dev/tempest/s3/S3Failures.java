package dev.tempest.s3;

import dev.tempest.fault.Refusal;
import dev.tempest.s3.S3Metrics.Outcome;
import java.net.SocketTimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Turns the SDK's exceptions into refusals that say what is to be done, and no secret. */
final class S3Failures {
  private static final Logger LOG = Logger.getLogger(S3Failures.class);
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;
  private static final int SERVER_ERROR = 500;

  private final S3Settings settings;
  private final S3Metrics metrics;

  S3Failures(S3Settings settings) {
    this.settings = settings;
    this.metrics = new S3Metrics(settings);
  }

  /** The result of {@code request}, null when there is no such object. */
  <T> @Nullable T find(String operation, Supplier<T> request) {
    return require(
        operation,
        () -> {
          try {
            return request.get();
          } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND && !code(e).equals("NoSuchBucket")) {
              return null;
            }
            throw e;
          }
        });
  }

  /** The result of {@code request}. */
  <T extends @Nullable Object> T require(String operation, Supplier<T> request) {
    long began = System.nanoTime();
    Outcome outcome = Outcome.OK;
    try {
      return request.get();
    } catch (S3Exception e) {
      outcome = Outcome.REFUSED;
      throw answered(operation, e.statusCode(), code(e));
    } catch (SdkException e) {
      outcome = isTimeout(e) ? Outcome.TIMEOUT : Outcome.UNREACHABLE;
      throw outcome == Outcome.TIMEOUT ? timedOut(operation) : unreachable(operation, e);
    } finally {
      metrics.took(operation, outcome, System.nanoTime() - began);
    }
  }

  /** The service said no. */
  Refusal answered(String operation, int status, String code) {
    LOG.warnf(
        "event=s3_refused store=%s operation=%s status=%d code=%s",
        settings.variables(), operation, status, code);
    String remedy =
        switch (status) {
          case NOT_FOUND -> ": is " + settings.variables() + "BUCKET right?";
          case FORBIDDEN -> ": are its keys right, and may they do this?";
          default -> status >= SERVER_ERROR ? ", try again later" : "";
        };
    return new Refusal.Unavailable("%s answers %s%s".formatted(store(operation), code, remedy));
  }

  private Refusal timedOut(String operation) {
    LOG.warnf("event=s3_timeout store=%s operation=%s", settings.variables(), operation);
    return new Refusal.UpstreamTimedOut(store(operation) + " did not answer in its time");
  }

  private Refusal unreachable(String operation, SdkException e) {
    LOG.warnf(
        "event=s3_unreachable store=%s operation=%s: %s",
        settings.variables(), operation, rootOf(e));
    return new Refusal.Unavailable(store(operation) + " cannot be reached, try again later");
  }

  private String store(String operation) {
    return "The object store (%s*, %s)".formatted(settings.variables(), operation);
  }

  private static String code(S3Exception answer) {
    var details = answer.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    return code == null ? String.valueOf(answer.statusCode()) : code;
  }

  private static boolean isTimeout(SdkException e) {
    return e instanceof ApiCallTimeoutException
        || e instanceof ApiCallAttemptTimeoutException
        || rootOf(e) instanceof SocketTimeoutException;
  }

  private static Throwable rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
