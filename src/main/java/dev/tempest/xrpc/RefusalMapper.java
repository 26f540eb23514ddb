package dev.tempest.xrpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.Response.StatusType;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;

/** Turns whatever was thrown into the XRPC error body. The only place that knows statuses. */
public final class RefusalMapper {
  private static final Logger LOG = Logger.getLogger(RefusalMapper.class);

  @ServerExceptionMapper
  public RestResponse<ErrorBody> map(Refusal refusal) {
    LOG.debugf("event=refused error=%s", refusal.error());
    return answer(
        status(refusal), new ErrorBody(refusal.error(), String.valueOf(refusal.getMessage())));
  }

  private static Status status(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Invalid _ -> Status.BAD_REQUEST;
      case Refusal.Unauthenticated _ -> Status.UNAUTHORIZED;
      case Refusal.Forbidden _ -> Status.FORBIDDEN;
      case Refusal.Unknown _ -> Status.NOT_FOUND;
      case Refusal.TooLarge _ -> Status.REQUEST_ENTITY_TOO_LARGE;
      case Refusal.TooMany _ -> Status.TOO_MANY_REQUESTS;
      case Refusal.UpstreamFailed _ -> Status.BAD_GATEWAY;
      case Refusal.UpstreamTimedOut _ -> Status.GATEWAY_TIMEOUT;
      case Refusal.Unavailable _ -> Status.SERVICE_UNAVAILABLE;
    };
  }

  // declared beside its supertype because the framework has a mapper of its own for it
  @ServerExceptionMapper
  public RestResponse<ErrorBody> map(MismatchedInputException fault) {
    return map(JsonFault.refusal(fault));
  }

  @ServerExceptionMapper
  public RestResponse<ErrorBody> map(JsonProcessingException fault) {
    return map(JsonFault.refusal(fault));
  }

  /** The framework's own refusals, some of which wrap ours. */
  @ServerExceptionMapper
  public RestResponse<ErrorBody> map(WebApplicationException fault) {
    return switch (fault.getCause()) {
      case Refusal refusal -> map(refusal);
      case JsonProcessingException json -> map(JsonFault.refusal(json));
      case NumberFormatException _ -> map(Refusal.invalid("A query parameter must be an integer"));
      case null, default -> ofStatus(fault.getResponse().getStatusInfo());
    };
  }

  private static RestResponse<ErrorBody> ofStatus(StatusType status) {
    return answer(status, ErrorBody.of(status.getStatusCode(), status.getReasonPhrase()));
  }

  @ServerExceptionMapper
  public RestResponse<ErrorBody> map(Throwable bug) {
    String id = RequestIds.id();
    LOG.errorf(bug, "event=request_failed id=%s: a request was answered with a 500", id);
    return answer(
        Status.INTERNAL_SERVER_ERROR,
        new ErrorBody("InternalServerError", "Internal Server Error (" + id + ")"));
  }

  private static RestResponse<ErrorBody> answer(StatusType status, ErrorBody body) {
    // that of the method's own answer is in place already when it was this that failed
    CurrentRequestManager.get().setEntityWriter(null);
    return ResponseBuilder.<ErrorBody>create(status)
        .entity(body)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .build();
  }
}
