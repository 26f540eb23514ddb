package dev.tempest.doctor;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.identity.OutboundCall;
import dev.tempest.identity.OutboundHttp;
import dev.tempest.identity.OutboundHttp.Limits;
import dev.tempest.identity.OutboundHttp.Response;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Requests to addresses that the operator configured, this server's own among them. */
@Singleton
final class Network {
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), 256 * 1024);

  private final OutboundHttp http;

  Network(OutboundHttp http) {
    this.http = http.forConfiguredUrls();
  }

  /** {@link dev.tempest.identity.OutboundException} when there is no answer. */
  Response get(String url) {
    return http.get(URI.create(url), LIMITS);
  }

  /** An answer in words. */
  record Answer(int status, String body) {}

  /** Like {@link #get(String)}, with headers. */
  Answer get(String url, Map<String, String> headers) {
    var target = URI.create(url);
    var call = new OutboundCall("GET", target, target.getRawPath(), headers, 0);
    try (var stream = http.open(call, this, LIMITS.time())) {
      int status = stream.finish(LIMITS.time()).status();
      var body = new StringBuilder();
      for (var part = stream.next(LIMITS.time());
          part != null && body.length() < LIMITS.bodyBytes();
          part = stream.next(LIMITS.time())) {
        body.append(new String(part.unwrap(), StandardCharsets.UTF_8));
      }
      return new Answer(status, body.toString());
    }
  }

  /** The answer's object; empty when it is none. */
  static Optional<Node.Obj> object(Response response) {
    try {
      return Optional.of(DagJson.parse(response.body().toArray()));
    } catch (DecodeException noJson) {
      return Optional.empty();
    }
  }

  /** The string {@code name} of {@code object}. */
  static Optional<String> text(Node.Obj object, String name) {
    return object.fields().get(name) instanceof Node.Text(String text)
        ? Optional.of(text)
        : Optional.empty();
  }
}
