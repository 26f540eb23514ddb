package dev.tempest.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.EmbeddedPlcDirectory;
import dev.tempest.identity.PlcOperation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** A did:plc directory that several servers share, with the HTTP interface of the public one. */
public final class PlcServer implements AutoCloseable {
  private final EmbeddedPlcDirectory directory;
  private final HttpServer http;

  public PlcServer(Path file) throws IOException {
    directory = EmbeddedPlcDirectory.open(file, InstantSource.system());
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::answer);
    http.start();
  }

  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  public EmbeddedPlcDirectory directory() {
    return directory;
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().equals("/")) {
      respond(exchange, 200, "a directory");
      return;
    }
    String[] path = exchange.getRequestURI().getPath().substring(1).split("/", 2);
    var did = new Did(path[0]);
    if (exchange.getRequestMethod().equals("POST")) {
      submit(exchange, did);
      return;
    }
    Optional<String> found =
        path.length == 1
            ? directory.document(did).map(document -> DagJson.format(document.json()))
            : directory.lastOperation(did).map(operation -> DagJson.format(operation.json()));
    respond(exchange, found.isPresent() ? 200 : 404, found.orElse("{\"message\":\"not here\"}"));
  }

  private void submit(HttpExchange exchange, Did did) throws IOException {
    try {
      directory.submit(
          did, PlcOperation.of(DagJson.parse(exchange.getRequestBody().readAllBytes())));
      respond(exchange, 200, "");
    } catch (Refusal refused) {
      respond(exchange, 400, "{\"message\":\"refused\"}");
    }
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    exchange.getResponseBody().write(content);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
    directory.close();
  }
}
