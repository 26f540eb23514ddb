package dev.tempest.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HandleResolverTest {
  private static final Handle HANDLE = new Handle("alice.example.com");
  private static final Did DID = new Did("did:plc:z72i7hdynmk6r22z27h6tvur");

  private final List<String> asked = new ArrayList<>();
  private List<String> records = List.of();
  private final LoopbackServer server = new LoopbackServer(request -> request.response().end());
  private final HandleResolver resolver =
      Resolvers.handles(
          (name, _) -> {
            asked.add(name);
            return records;
          },
          server.outbound(OutboundRule.PUBLIC)::get);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void readsTheDnsRecordAmongOthers() {
    records = List.of("v=spf1 -all", "did=" + DID, "DID=other");
    assertThat(resolver.resolve(HANDLE)).contains(DID);
    assertThat(resolver.resolve(HANDLE)).contains(DID);
    assertThat(asked).containsExactly("_atproto.alice.example.com");
    assertThat(resolver.resolveNow(HANDLE)).contains(DID);
    assertThat(asked).hasSize(2);
  }

  @Test
  void readsQuotedAndRepeatedRecords() {
    records = List.of("\"did=" + DID + "\"", "did=" + DID);
    assertThat(resolver.resolve(HANDLE)).contains(DID);
  }

  @Test
  void refusesContradictingRecords() {
    records = List.of("did=" + DID, "did=did:plc:other");
    assertThat(resolver.resolve(HANDLE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"did=", "did=rubbish", "did= did:plc:x", "did:plc:x", "\""})
  void refusesOtherRecords(String record) {
    records = List.of(record);
    assertThat(resolver.resolve(HANDLE)).isEmpty();
  }

  @Test
  void fallsBackToHttps() {
    assertThat(byHttps(200, DID + "\n")).contains(DID);
    assertThat(asked)
        .containsExactly(
            "_atproto.alice.example.com", "https://alice.example.com/.well-known/atproto-did");
    assertThat(byHttps(404, DID.value())).isEmpty();
    assertThat(byHttps(200, "<html>" + DID)).isEmpty();
    assertThat(byHttps(200, "")).isEmpty();
  }

  private Optional<Did> byHttps(int status, String body) {
    var content = Bytes.wrap(body.getBytes(StandardCharsets.UTF_8));
    return Resolvers.handles(
            (name, _) -> {
              asked.add(name);
              return List.of("v=spf1 -all");
            },
            (url, _) -> {
              asked.add(url.toString());
              return new OutboundHttp.Response(status, Map.of(), content);
            })
        .resolve(HANDLE);
  }

  @Test
  void asksOtherNameServersLast() {
    var otherServers =
        new TxtLookup() {
          @Override
          public List<String> lookup(String name, Duration time) {
            asked.add("own " + name);
            return records;
          }

          @Override
          public List<String> lookupElsewhere(String name, Duration time) {
            asked.add("other " + name);
            return List.of("did=" + DID);
          }
        };
    var patient =
        Resolvers.handles(
            otherServers,
            (url, _) -> {
              asked.add(url.getScheme());
              return new OutboundHttp.Response(404, Map.of(), Bytes.EMPTY);
            });
    assertThat(patient.resolve(HANDLE)).contains(DID);
    assertThat(asked)
        .containsExactly(
            "own _atproto.alice.example.com", "https", "other _atproto.alice.example.com");
    records = List.of("did=did:plc:one", "did=did:plc:two");
    assertThat(patient.resolveNow(HANDLE)).isEmpty();
  }

  @Test
  void forgets() {
    records = List.of("did=" + DID);
    resolver.resolve(HANDLE);
    records = List.of("did=did:plc:other");
    assertThat(resolver.resolve(HANDLE)).contains(DID);
    resolver.forget(HANDLE);
    assertThat(resolver.resolve(HANDLE)).contains(new Did("did:plc:other"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"printer.local", "db.internal", "a.localhost", "1.0.0.127.in-addr.arpa"})
  void namesThatAreNoHandlesAreNotAskedFor(String name) {
    records = List.of("did=" + DID);
    assertThat(resolver.resolve(new Handle(name))).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void theHttpsFallbackKeepsTheRulesOfOutboundRequests() {
    assertThat(resolver.resolve(HANDLE)).isEmpty();
    assertThat(server.requests).isEmpty();
  }
}
