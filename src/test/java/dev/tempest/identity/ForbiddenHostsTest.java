package dev.tempest.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.OutboundException.Reason;
import dev.tempest.identity.OutboundHttp.Limits;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No stranger's word leads a request to a private address. */
final class ForbiddenHostsTest {
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(20), 1000, 3);
  private static final String PUBLIC_DIAL = ForbiddenHosts.PUBLIC_ADDRESS + ":443";

  private static final ForbiddenHosts NET = new ForbiddenHosts();
  private static final OutboundHttp OUTBOUND = NET.outbound();

  private final MapDirectory directory = new MapDirectory();
  private List<String> records = List.of();
  private final HandleResolver handles = Resolvers.handles((_, _) -> records, OUTBOUND::get);
  private final DidResolver dids = Resolvers.dids(directory, _ -> Optional.empty(), OUTBOUND);

  @BeforeEach
  void reset() {
    NET.reset();
  }

  @AfterAll
  static void close() {
    NET.close();
  }

  private static void assertReason(Reason reason, Runnable request) {
    assertThatThrownBy(request::run)
        .isInstanceOfSatisfying(
            OutboundException.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
  }

  @Test
  void thePublicAddressIsDialled() {
    var url = URI.create("https://" + ForbiddenHosts.PUBLIC_NAME + "/");
    assertReason(Reason.UNREACHABLE, () -> OUTBOUND.get(url, LIMITS));
    assertThat(NET.dialled()).containsExactly(PUBLIC_DIAL);
    assertThat(handles.resolve(new Handle(ForbiddenHosts.PUBLIC_NAME))).isEmpty();
    assertThatThrownBy(() -> dids.resolve(new Did("did:web:" + ForbiddenHosts.PUBLIC_NAME)))
        .isInstanceOf(Refusal.UpstreamFailed.class);
    assertThat(NET.dialled()).hasSize(3).containsOnly(PUBLIC_DIAL);
  }

  @ParameterizedTest
  @MethodSource("dev.tempest.identity.ForbiddenHosts#hosts")
  void noUrlLeadsThere(String host) {
    for (String url : List.of("https://%s/", "https://%s:8443/metadata.json?a=b")) {
      assertReason(Reason.FORBIDDEN, () -> OUTBOUND.get(URI.create(url.formatted(host)), LIMITS));
    }
    assertReason(
        Reason.FORBIDDEN,
        () ->
            OUTBOUND.post(URI.create("https://" + host + "/"), "text/plain", Bytes.EMPTY, LIMITS));
    assertThat(NET.dialled()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.tempest.identity.ForbiddenHosts#names")
  void noHandleLeadsThere(String name) {
    assertThat(handles.resolve(new Handle(name))).isEmpty();
    assertThat(handles.resolveNow(new Handle(name))).isEmpty();
    assertThat(NET.lookups()).contains(name);
    assertThat(NET.dialled()).isEmpty();
  }

  static Stream<Did> webDids() {
    return ForbiddenHosts.hosts()
        .map(host -> "did:web:" + host.replace(":", "%3A"))
        .filter(Did::isValid)
        .map(Did::new);
  }

  @ParameterizedTest
  @MethodSource("webDids")
  void noDidWebLeadsThere(Did did) {
    assertThat(dids.resolve(did)).isEmpty();
    assertThat(dids.resolveNow(did)).isEmpty();
    // nor by the detour of a handle
    records = List.of("did=" + did);
    assertThat(handles.resolve(new Handle("alice.example.com")).flatMap(dids::resolve)).isEmpty();
    assertThat(NET.dialled()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.tempest.identity.ForbiddenHosts#hosts")
  void noEndpointOfADocumentLeadsThere(String host) {
    var did = new Did("did:plc:z72i7hdynmk6r22z27h6tvur");
    for (String origin : List.of("https://" + host, "http://" + host, "http://" + host + ":80")) {
      directory.documents.put(did, DidDocuments.ofServer(did, URI.create(origin)));
      dids.resolveNow(did)
          .orElseThrow()
          .pds()
          .ifPresent(
              endpoint -> assertReason(Reason.FORBIDDEN, () -> OUTBOUND.get(endpoint, LIMITS)));
    }
    assertThat(NET.dialled()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://public.example.com/",
        "ftp://public.example.com/",
        "file:///etc/passwd",
        "jar:https://public.example.com/!/",
        "https://127.0.0.1@public.example.com/",
        "https://public.example.com@127.0.0.1/"
      })
  void noOtherKindOfUrlLeadsAnywhere(String url) {
    assertReason(Reason.FORBIDDEN, () -> OUTBOUND.get(URI.create(url), LIMITS));
    assertThat(NET.dialled()).isEmpty();
  }

  @Test
  void dnsThatChangesItsMindIsAskedOnceARequest() {
    String name = ForbiddenHosts.TURNCOAT_NAME;
    assertReason(
        Reason.UNREACHABLE, () -> OUTBOUND.get(URI.create("https://" + name + "/"), LIMITS));
    assertThat(NET.lookups()).containsExactly(name);
    assertThat(NET.dialled()).containsExactly(PUBLIC_DIAL);
    assertReason(Reason.FORBIDDEN, () -> OUTBOUND.get(URI.create("https://" + name + "/"), LIMITS));
    assertThat(handles.resolve(new Handle(name))).isEmpty();
    assertThat(dids.resolve(new Did("did:web:" + name))).isEmpty();
    assertThat(NET.dialled()).containsExactly(PUBLIC_DIAL);
  }

  @Test
  void ofSeveralAddressesThePublicOnesAreDialled() {
    NET.answer("mixed.example.com", List.of(List.of("127.0.0.1", "::1", "8.8.8.8", "10.0.0.1")));
    assertReason(
        Reason.UNREACHABLE, () -> OUTBOUND.get(URI.create("https://mixed.example.com/"), LIMITS));
    assertThat(NET.dialled()).containsExactly(PUBLIC_DIAL);
  }

  @Test
  void noRedirectLeadsThere(@TempDir Path folder) throws Exception {
    var certificate = OutboundHttpTest.certificateOf(ForbiddenHosts.PUBLIC_NAME, folder);
    var location = new AtomicReference<String>();
    try (var net = new ForbiddenHosts()) {
      int port =
          net.vertx()
              .createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate))
              .requestHandler(
                  request ->
                      request
                          .response()
                          .setStatusCode(302)
                          .putHeader("Location", location.get())
                          .end())
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .join()
              .actualPort();
      net.tunnelPublicAddress(port);
      var trusting = net.outbound(OutboundClient.options().setTrustOptions(certificate));
      var start = URI.create("https://" + ForbiddenHosts.PUBLIC_NAME + "/");
      location.set("https://" + ForbiddenHosts.PUBLIC_NAME + "/again");
      assertThat(trusting.get(start, LIMITS).status()).isEqualTo(302);
      for (String host : ForbiddenHosts.hosts().toList()) {
        for (String scheme : List.of("https://", "http://", "//")) {
          location.set(scheme + host + "/");
          assertReason(Reason.FORBIDDEN, () -> trusting.get(start, LIMITS));
          assertThat(
                  Resolvers.handles((_, _) -> List.of(), trusting::get)
                      .resolve(new Handle(ForbiddenHosts.PUBLIC_NAME)))
              .isEmpty();
        }
      }
      assertThat(net.dialled()).isNotEmpty().containsOnly(PUBLIC_DIAL);
    }
  }
}
