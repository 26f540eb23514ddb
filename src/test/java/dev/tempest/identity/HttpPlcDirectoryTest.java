package dev.tempest.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import org.jboss.resteasy.reactive.RestResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against the embedded directory, by HTTP. */
final class HttpPlcDirectoryTest {
  @TempDir Path folder;
  private final PlcOperation genesis =
      PlcOperation.genesis(PlcFixtures.alice(), PlcFixtures.SERVER);
  private final Did did = genesis.did();
  private EmbeddedPlcDirectory embedded;
  private LoopbackServer server;
  private HttpPlcDirectory client;
  private int failWith;

  @BeforeEach
  void start() {
    embedded =
        EmbeddedPlcDirectory.open(
            folder.resolve("plc.jsonl"), () -> Instant.parse("2026-01-01T00:00:00Z"));
    server = new LoopbackServer(this::serve);
    client =
        new HttpPlcDirectory(
            server.origin(), server.outbound(OutboundRule.PUBLIC).forConfiguredUrls());
  }

  @AfterEach
  void stop() {
    server.close();
    embedded.close();
  }

  private void serve(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request, body.toString()));
  }

  private void answer(HttpServerRequest request, String body) {
    var resource = new EmbeddedPlcResource(embedded);
    String path = request.path().substring(1);
    String name = path.substring(0, path.indexOf('/') < 0 ? path.length() : path.indexOf('/'));
    RestResponse<String> answer =
        switch (request.method().name() + path.substring(name.length())) {
          case "POST" -> resource.submit(name, body);
          case "GET" -> resource.document(name);
          case "GET/log" -> resource.log(name);
          case "GET/log/audit" -> resource.audit(name);
          default -> resource.last(name);
        };
    request
        .response()
        .setStatusCode(failWith > 0 ? failWith : answer.getStatus())
        .end(answer.getEntity() == null ? "" : answer.getEntity());
  }

  @Test
  void submitsAndReads() {
    assertThat(client.document(did)).isEmpty();
    assertThat(client.lastOperation(did)).isEmpty();
    client.submit(did, genesis);
    assertThat(client.document(did)).isEqualTo(embedded.document(did)).isPresent();
    assertThat(client.lastOperation(did).orElseThrow().cid()).isEqualTo(genesis.cid());
    assertThat(server.requests)
        .contains("POST /" + did, "GET /" + did, "GET /" + did + "/log/last");
  }

  @Test
  void aTombstonedDidHasNoDocument() {
    client.submit(did, genesis);
    client.submit(did, PlcOperation.tombstone(genesis.cid(), PlcFixtures.SERVER));
    assertThat(client.document(did)).isEmpty();
    assertThat(client.lastOperation(did).orElseThrow().type())
        .isEqualTo(PlcOperation.Type.TOMBSTONE);
  }

  @Test
  void handsOnTheDirectorysReason() {
    var forged = PlcOperation.genesis(PlcFixtures.alice(), PlcFixtures.OTHER);
    assertThatThrownBy(() -> client.submit(forged.did(), forged))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessage("PLC directory: Invalid signature on operation");
  }

  @Test
  void aFailingDirectoryIsNotTheCallersFault() {
    failWith = 500;
    assertThatThrownBy(() -> client.submit(did, genesis))
        .isInstanceOf(Refusal.UpstreamFailed.class);
    assertThatThrownBy(() -> client.document(did)).isInstanceOf(Refusal.UpstreamFailed.class);
    failWith = 429;
    assertThatThrownBy(() -> client.document(did)).isInstanceOf(Refusal.Invalid.class);
    var nobody =
        new HttpPlcDirectory(
            URI.create("http://127.0.0.1:1"),
            server.outbound(OutboundRule.PUBLIC).forConfiguredUrls());
    assertThatThrownBy(() -> nobody.document(did)).isInstanceOf(Refusal.UpstreamFailed.class);
  }

  @Test
  void theEmbeddedDirectoryShowsItsLog() {
    client.submit(did, genesis);
    var resource = new EmbeddedPlcResource(embedded);
    assertThat(resource.log(did.value()).getEntity())
        .isEqualTo("[" + DagJson.format(genesis.json()) + "]");
    assertThat(resource.audit(did.value()).getEntity())
        .contains("\"cid\":\"" + genesis.cid() + "\"", "\"nullified\":false");
    assertThat(resource.document("rubbish").getStatus()).isEqualTo(404);
    assertThat(resource.submit(did.value(), "{").getStatus()).isEqualTo(400);
  }

  @Test
  void elsewhereThereIsNoDirectoryHere() {
    var resource = new EmbeddedPlcResource(client);
    assertThat(resource.document(did.value()).getStatus()).isEqualTo(404);
    assertThat(resource.submit(did.value(), "{}").getStatus()).isEqualTo(404);
    assertThat(server.requests).isEmpty();
  }
}
