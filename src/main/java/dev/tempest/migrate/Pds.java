package dev.tempest.migrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.OutboundCall;
import dev.tempest.identity.OutboundException;
import dev.tempest.identity.OutboundHttp;
import dev.tempest.identity.OutboundStream;
import dev.tempest.identity.OutboundStream.Head;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A server by its XRPC methods. Bodies of any length pass piece by piece. Blocks; several threads
 * may call at once. What it refuses is a {@link RemoteRefusal}, that it cannot be reached {@link
 * Refusal.UpstreamFailed}.
 */
final class Pds {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TO_CONNECT = Duration.ofSeconds(10);
  private static final Duration TO_SEND = Duration.ofSeconds(60);

  /** The official server answers {@code importRepo} when all is in its database. */
  private static final Duration TO_BEGIN = Duration.ofMinutes(15);

  private static final Duration BETWEEN_PIECES = Duration.ofSeconds(60);
  private static final int MAX_JSON_BYTES = 8_000_000;
  private static final int PIECE_BYTES = 64 * 1024;

  private final URI origin;
  private final OutboundHttp http;
  private final Retries retries;

  Pds(URI origin, OutboundHttp http, Retries retries) {
    this.origin = origin;
    this.http = http;
    this.retries = retries;
  }

  URI origin() {
    return origin;
  }

  /** A body that can be read again for another attempt. */
  private record Body(@Nullable String type, long length, Source source) {
    static final Body NONE = new Body(null, 0, InputStream::nullInputStream);
  }

  @FunctionalInterface
  private interface Source {
    InputStream open() throws IOException;
  }

  @FunctionalInterface
  private interface Receiver<T> {
    T receive(Head head, OutboundStream answer) throws IOException;
  }

  /** Asks a query; tries again. */
  JsonNode query(String nsid, Map<String, String> parameters, @Nullable String token) {
    return retries.run(
        () -> exchange("GET", nsid, parameters, token, Body.NONE, (_, answer) -> json(answer)));
  }

  /** Calls a procedure, once. {@code input} null sends no body. */
  JsonNode call(String nsid, @Nullable Object input, @Nullable String token) {
    try {
      byte[] content = input == null ? new byte[0] : JSON.writeValueAsBytes(input);
      var body =
          input == null
              ? Body.NONE
              : new Body(
                  "application/json", content.length, () -> new ByteArrayInputStream(content));
      return exchange("POST", nsid, Map.of(), token, body, (_, answer) -> json(answer));
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Uploads a file; tries again. */
  JsonNode upload(String nsid, String type, Path file, @Nullable String token) {
    return retries.run(
        () -> {
          var body = new Body(type, size(file), () -> Files.newInputStream(file));
          return exchange("POST", nsid, Map.of(), token, body, (_, answer) -> json(answer));
        });
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the answer to {@code receiver} as it comes; tries again, from the beginning. */
  <T> T download(
      String nsid, Map<String, String> parameters, @Nullable String token, Download<T> receiver) {
    return retries.run(
        () ->
            exchange(
                "GET",
                nsid,
                parameters,
                token,
                Body.NONE,
                (head, answer) ->
                    receiver.receive(
                        head.headers().getOrDefault("content-type", "application/octet-stream"),
                        new AnswerStream(answer, BETWEEN_PIECES))));
  }

  /** What becomes of an answer that is no JSON. */
  @FunctionalInterface
  interface Download<T> {
    T receive(String contentType, InputStream content) throws IOException;
  }

  private <T> T exchange(
      String verb,
      String nsid,
      Map<String, String> parameters,
      @Nullable String token,
      Body body,
      Receiver<T> receiver) {
    String call = origin + " " + nsid;
    var headers = new LinkedHashMap<>(Map.of("Accept-Encoding", "identity"));
    if (token != null) {
      headers.put("Authorization", "Bearer " + token);
    }
    if (body.type() != null) {
      headers.put("Content-Type", body.type());
    }
    var request = new OutboundCall(verb, origin, target(nsid, parameters), headers, body.length());
    try (var stream = http.open(request, this, TO_CONNECT);
        var content = body.source().open()) {
      send(content, stream);
      var head = stream.finish(TO_BEGIN);
      if (head.status() / 100 != 2) {
        throw new RemoteRefusal(call, head, errorBody(stream), Instant.now());
      }
      return receiver.receive(head, stream);
    } catch (OutboundException failure) {
      throw new Refusal.UpstreamFailed(call + ": " + failure.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(call + ": " + e.getMessage(), e);
    }
  }

  private static void send(InputStream content, OutboundStream stream) throws IOException {
    byte[] buffer = new byte[PIECE_BYTES];
    int read = content.readNBytes(buffer, 0, buffer.length);
    while (read > 0 && stream.write(Bytes.wrap(Arrays.copyOf(buffer, read)), TO_SEND)) {
      read = content.readNBytes(buffer, 0, buffer.length);
    }
  }

  private static String target(String nsid, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(
                parameter ->
                    parameter.getKey()
                        + '='
                        + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return "/xrpc/" + nsid + (query.isEmpty() ? "" : "?" + query);
  }

  private static JsonNode errorBody(OutboundStream answer) {
    try {
      return json(answer);
    } catch (IOException | OutboundException noJson) {
      return MissingNode.getInstance();
    }
  }

  /** Procedures may answer nothing at all. */
  private static JsonNode json(OutboundStream answer) throws IOException {
    byte[] content = new AnswerStream(answer, BETWEEN_PIECES).readNBytes(MAX_JSON_BYTES + 1);
    if (content.length > MAX_JSON_BYTES) {
      throw new IOException("the answer is longer than " + MAX_JSON_BYTES + " bytes");
    }
    return content.length == 0 ? MissingNode.getInstance() : JSON.readTree(content);
  }
}
