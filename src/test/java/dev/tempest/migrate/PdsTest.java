package dev.tempest.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.fault.Refusal;
import dev.tempest.identity.LoopbackServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that has its moods. */
class PdsTest {
  private final AtomicInteger calls = new AtomicInteger();
  private final List<String> notices = new ArrayList<>();
  private final LoopbackServer server = new LoopbackServer(this::answer);
  private final Pds pds =
      new Pds(
          server.origin(),
          server.outboundToLoopback().forConfiguredUrls(),
          new Retries(Duration.ofMillis(1), notices::add));

  @AfterEach
  void stop() {
    server.close();
  }

  private void answer(HttpServerRequest request) {
    int call = calls.incrementAndGet();
    var response = request.response();
    switch (String.valueOf(request.path())) {
      case "/xrpc/test.moody" ->
          response.setStatusCode(call < 3 ? 503 : 200).end("{\"n\":" + call + "}");
      case "/xrpc/test.busy" -> {
        if (call == 1) {
          response
              .putHeader("retry-after", "0")
              .setStatusCode(429)
              .end("{\"error\":\"RateLimitExceeded\"}");
        } else {
          response.end("{}");
        }
      }
      case "/xrpc/test.tomorrow" ->
          response.putHeader("retry-after", "86400").setStatusCode(429).end("{}");
      case "/xrpc/test.cut" -> {
        response.putHeader("content-length", "100").write("half");
        request.connection().close();
      }
      case "/xrpc/test.expired" -> {
        if ("Bearer new".equals(request.getHeader("authorization"))) {
          response.end("{\"ok\":true}");
        } else {
          response
              .setStatusCode(400)
              .end("{\"error\":\"ExpiredToken\",\"message\":\"Token has expired\"}");
        }
      }
      case "/xrpc/com.atproto.server.refreshSession" ->
          response.end("{\"accessJwt\":\"new\",\"refreshJwt\":\"next\"}");
      case "/xrpc/test.echo" ->
          request.body().onSuccess(body -> response.end("{\"length\":" + body.length() + "}"));
      case "/xrpc/test.html" -> response.setStatusCode(404).end("<html>");
      default -> response.setStatusCode(400).end("{\"error\":\"BlobNotFound\"}");
    }
  }

  @Test
  void triesAgainWhatMayPass() {
    assertThat(pds.query("test.moody", Map.of(), null).path("n").asInt()).isEqualTo(3);
    assertThat(notices).hasSize(2).allMatch(notice -> notice.contains("trying again"));
    calls.set(0);
    assertThat(pds.query("test.busy", Map.of(), null)).isEmpty();
  }

  @Test
  void doesNotWaitForTomorrow() {
    assertThatThrownBy(() -> pds.query("test.tomorrow", Map.of(), null))
        .isInstanceOf(RemoteRefusal.class)
        .hasMessageContaining("429");
    assertThat(calls).hasValue(1);
  }

  @Test
  void aProcedureIsCalledOnce() {
    assertThatThrownBy(() -> pds.call("test.moody", null, null)).isInstanceOf(RemoteRefusal.class);
    assertThat(calls).hasValue(1);
  }

  @Test
  void aBodyThatEndsEarlyIsNoAnswer() {
    assertThatThrownBy(
            () ->
                pds.download(
                    "test.cut", Map.of(), null, (_, content) -> content.readAllBytes().length))
        .isInstanceOf(Refusal.UpstreamFailed.class);
    assertThat(calls).as("attempts").hasValue(5);
  }

  @Test
  void aSessionGoesOnWhenItsTokenEnds() {
    var kept = new ArrayList<Tokens>();
    var session = new Session(pds, new Tokens("old", "refresh"), kept::add);
    assertThat(session.query("test.expired").path("ok").asBoolean()).isTrue();
    assertThat(kept).containsExactly(new Tokens("new", "next"));
  }

  @Test
  void uploadsFilesOfAnyLength(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("blob"), new byte[1_000_000]);
    assertThat(pds.upload("test.echo", "image/png", file, null).path("length").asInt())
        .isEqualTo(1_000_000);
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThat(pds.upload("test.echo", "image/png", empty, null).path("length").asInt()).isZero();
  }

  @Test
  void tellsAbsenceFromOtherRefusals() {
    assertThatThrownBy(() -> pds.query("test.html", Map.of(), null))
        .isInstanceOfSatisfying(
            RemoteRefusal.class, refused -> assertThat(refused.isAbsence()).isTrue());
    assertThatThrownBy(() -> pds.query("test.other", Map.of(), null))
        .isInstanceOfSatisfying(
            RemoteRefusal.class, refused -> assertThat(refused.isAbsence()).isTrue());
    assertThatThrownBy(() -> pds.query("test.tomorrow", Map.of(), null))
        .isInstanceOfSatisfying(
            RemoteRefusal.class, refused -> assertThat(refused.isAbsence()).isFalse());
  }
}
