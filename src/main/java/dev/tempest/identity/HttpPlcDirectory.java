package dev.tempest.identity;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.OutboundHttp.Limits;
import dev.tempest.identity.OutboundHttp.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A did:plc directory by its HTTP interface. */
final class HttpPlcDirectory implements PlcDirectory {
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), 256 * 1024);
  private static final int MAX_MESSAGE = 200;

  private final String base;
  private final OutboundHttp http;

  /**
   * @param url where the DIDs are, with or without a path
   * @param http that may reach {@code url}, which the operator chose
   */
  HttpPlcDirectory(URI url, OutboundHttp http) {
    this.base = url.toString().replaceAll("/+$", "");
    this.http = http;
  }

  @Override
  public void submit(Did did, PlcOperation operation) {
    var body = DagJson.format(operation.json()).getBytes(StandardCharsets.UTF_8);
    var response = ask(() -> http.post(url(did, ""), "application/json", Bytes.wrap(body), LIMITS));
    if (!response.isSuccess()) {
      throw Refusal.invalid("PLC directory: " + message(response));
    }
  }

  @Override
  public Optional<DidDocument> document(Did did) {
    return read(did, "").map(json -> decode(() -> DidDocument.of(json)));
  }

  @Override
  public Optional<PlcOperation> lastOperation(Did did) {
    return read(did, "/log/last").map(json -> decode(() -> PlcOperation.of(json)));
  }

  private Optional<Node> read(Did did, String path) {
    var response = ask(() -> http.get(url(did, path), LIMITS));
    return switch (response.status()) {
      case 200 -> Optional.of(decode(() -> JsonShape.parse(response.body())));
      case 404, 410 -> Optional.empty();
      default -> throw Refusal.invalid("PLC directory: " + message(response));
    };
  }

  private URI url(Did did, String path) {
    return URI.create(base + "/" + did + path);
  }

  private static Response ask(Supplier<Response> request) {
    Response response;
    try {
      response = request.get();
    } catch (OutboundException failure) {
      throw new Refusal.UpstreamFailed("PLC directory: " + failure.getMessage());
    }
    if (response.status() >= 500) {
      throw new Refusal.UpstreamFailed("PLC directory answered " + response.status());
    }
    return response;
  }

  private static <T> T decode(Supplier<T> decoding) {
    try {
      return decoding.get();
    } catch (DecodeException malformed) {
      throw new Refusal.UpstreamFailed("PLC directory: " + malformed.getMessage());
    }
  }

  /** The directory's reason, {@code {"message": "…"}}, or the status. */
  private static String message(Response response) {
    try {
      var json = JsonShape.object(JsonShape.parse(response.body()), "error");
      String message = JsonShape.text(json, "message");
      return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
    } catch (DecodeException noJson) {
      return "status " + response.status();
    }
  }
}
