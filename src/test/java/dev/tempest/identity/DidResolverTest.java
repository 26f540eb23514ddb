package dev.tempest.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DidResolverTest {
  private static final Did PLC = new Did("did:plc:z72i7hdynmk6r22z27h6tvur");

  private final MapDirectory directory = new MapDirectory();
  private final Queue<Runnable> background = new ArrayDeque<>();
  private long nanos;
  private Optional<DidDocument> hosted = Optional.empty();
  private String body = "";
  private final LoopbackServer server =
      new LoopbackServer(
          request ->
              request
                  .response()
                  .setStatusCode(body.isEmpty() ? 404 : body.equals("broken") ? 503 : 200)
                  .end(body));
  private final DidResolver resolver =
      new DidResolver(
          directory,
          did -> hosted.filter(document -> document.id().equals(did)),
          server.outbound(OutboundRule.PUBLIC_OR_LOOPBACK),
          Resolvers.PATIENCE,
          () -> nanos,
          background::add);

  @AfterEach
  void close() {
    server.close();
  }

  private static DidDocument document(Did did, String pds) {
    return DidDocuments.ofServer(did, URI.create(pds));
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void remembersWhatItFoundAndNotWhatItDidNot() {
    assertThat(resolver.resolve(PLC)).isEmpty();
    var document = document(PLC, "https://one.example");
    directory.documents.put(PLC, document);
    assertThat(resolver.resolve(PLC)).contains(document);
    assertThat(resolver.resolve(PLC)).contains(document);
    assertThat(directory.reads).isEqualTo(2);
    resolver.forget(PLC);
    assertThat(resolver.resolve(PLC)).contains(document);
    assertThat(directory.reads).isEqualTo(3);
  }

  @Test
  void answersStaleDocumentsWhileItRefreshesThemOnce() {
    var former = document(PLC, "https://one.example");
    var current = document(PLC, "https://two.example");
    directory.documents.put(PLC, former);
    resolver.resolve(PLC);
    directory.documents.put(PLC, current);
    pass(Duration.ofMinutes(59));
    assertThat(resolver.resolve(PLC)).contains(former);
    assertThat(background).isEmpty();
    pass(Duration.ofMinutes(2));
    assertThat(resolver.resolve(PLC)).contains(former);
    assertThat(resolver.resolve(PLC)).contains(former);
    assertThat(background).hasSize(1);
    background.remove().run();
    assertThat(resolver.resolve(PLC)).contains(current);
    assertThat(background).isEmpty();
  }

  @Test
  void keepsAStaleDocumentWhileTheDirectoryIsDownButNotForADay() {
    var document = document(PLC, "https://one.example");
    directory.documents.put(PLC, document);
    resolver.resolve(PLC);
    directory.down = true;
    pass(Duration.ofHours(23));
    assertThat(resolver.resolve(PLC)).contains(document);
    background.remove().run();
    assertThat(resolver.resolve(PLC)).contains(document);
    pass(Duration.ofHours(2));
    assertThatThrownBy(() -> resolver.resolve(PLC)).isInstanceOf(Refusal.UpstreamFailed.class);
  }

  @Test
  void readsPastTheCacheWhenAsked() {
    directory.documents.put(PLC, document(PLC, "https://one.example"));
    resolver.resolve(PLC);
    var current = document(PLC, "https://two.example");
    directory.documents.put(PLC, current);
    assertThat(resolver.resolveNow(PLC)).contains(current);
    assertThat(resolver.resolve(PLC)).contains(current);
    directory.documents.clear();
    assertThat(resolver.resolveNow(PLC)).isEmpty();
    assertThat(resolver.resolve(PLC)).isEmpty();
  }

  @Test
  void doesNotRememberWhatItLoadedWhileTheDocumentChanged() {
    var former = document(PLC, "https://one.example");
    var current = document(PLC, "https://two.example");
    directory.documents.put(PLC, former);
    resolver.resolve(PLC);
    pass(Duration.ofMinutes(61));
    assertThat(resolver.resolve(PLC)).contains(former);
    directory.onRead = () -> resolver.forget(PLC); // the change comes while the former is read
    background.remove().run();
    directory.onRead = () -> {};
    directory.documents.put(PLC, current);
    assertThat(resolver.resolve(PLC)).contains(current);
  }

  @Test
  void refusesADocumentOfAnotherDid() {
    directory.documents.put(PLC, document(new Did("did:plc:other"), "https://one.example"));
    assertThat(resolver.resolve(PLC)).isEmpty();
  }

  @Test
  void ownDocumentsNeedNoNetwork() {
    var own = new Did("did:web:pds.example.com");
    hosted = Optional.of(document(own, "https://pds.example.com"));
    assertThat(resolver.resolve(own)).isEqualTo(hosted);
    assertThat(resolver.resolveNow(own)).isEqualTo(hosted);
    assertThat(server.requests).isEmpty();
  }

  @Test
  void resolvesDidWeb() {
    var did = new Did("did:web:localhost%3A" + server.port());
    assertThat(resolver.resolve(did)).isEmpty();
    body = "{}";
    assertThat(resolver.resolve(did)).isEmpty();
    body = "broken";
    assertThatThrownBy(() -> resolver.resolve(did)).isInstanceOf(Refusal.UpstreamFailed.class);
    var document = document(did, "https://one.example");
    body = DagJson.format(document.json());
    assertThat(resolver.resolve(did)).contains(document);
    assertThat(server.requests).containsOnly("GET /.well-known/did.json");
  }

  @Test
  void didWebLeadsToNoPrivateAddress() {
    body = DagJson.format(document(PLC, "https://one.example").json());
    var strict =
        Resolvers.dids(directory, _ -> Optional.empty(), server.outbound(OutboundRule.PUBLIC));
    assertThat(strict.resolve(new Did("did:web:localhost%3A" + server.port()))).isEmpty();
    assertThat(strict.resolve(new Did("did:web:127.0.0.1"))).isEmpty();
    assertThat(strict.resolve(new Did("did:web:intranet.example.com"))).isEmpty();
    assertThat(server.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "did:web:a.example:path",
        "did:web:a.example%3A8080",
        "did:web:a.example%2Fpath",
        "did:web:a.example%40evil.example",
        "did:web:localhost%3A123456"
      })
  void refusesDidWebWithMoreThanAHost(String did) {
    assertThat(DidResolver.webUrl(new Did(did))).isEmpty();
  }

  @Test
  void knowsNoOtherMethods() {
    assertThat(resolver.resolve(new Did("did:example:a"))).isEmpty();
    assertThat(DidResolver.webUrl(new Did("did:web:a.example")))
        .contains(URI.create("https://a.example/.well-known/did.json"));
  }
}
