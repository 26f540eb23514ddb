package dev.tempest.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import dev.tempest.secret.Secrets;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostedDidsTest {
  private static final Handle ALICE = new Handle("alice.pds.example.com");

  @TempDir Path folder;
  private EmbeddedPlcDirectory directory;
  private DidResolver resolver;

  @BeforeEach
  void open() {
    directory =
        EmbeddedPlcDirectory.open(
            folder.resolve("plc.jsonl"), () -> Instant.parse("2026-01-01T00:00:00Z"));
    try (var nobody = new LoopbackServer(_ -> {})) {
      resolver =
          Resolvers.dids(directory, _ -> Optional.empty(), nobody.outbound(OutboundRule.PUBLIC));
    }
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private HostedDids dids(String method) {
    var config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(IdentityConfig.class)
            .withMapping(ServerConfig.class)
            .withDefaultValues(
                Map.of("tempest.hostname", "pds.example.com", "tempest.hosted-did-method", method))
            .build();
    var identity = config.getConfigMapping(IdentityConfig.class);
    var keys = new RotationKeys(identity, Secrets.of("some secret"));
    return new HostedDids(
        directory, resolver, keys, identity, config.getConfigMapping(ServerConfig.class));
  }

  private HostedDids.NewDid prepared(HostedDids dids) {
    return dids.prepare(ALICE, PlcFixtures.SIGNING.publicKey(), Optional.empty());
  }

  @Test
  void publishesAnIdentityAndChangesIt() {
    var dids = dids("plc");
    var made = prepared(dids);
    assertThat(resolver.resolve(made.did())).isEmpty();
    dids.publish(made);
    var document = resolver.resolve(made.did()).orElseThrow();
    assertThat(document.handle()).contains(ALICE);
    assertThat(document.signingKey()).contains(PlcFixtures.SIGNING.publicKey());
    assertThat(document.pds()).contains(URI.create("https://pds.example.com"));

    dids.updateHandle(made.did(), new Handle("bob.example"));
    dids.updateSigningKey(made.did(), PlcFixtures.OTHER.publicKey());
    var changed = resolver.resolve(made.did()).orElseThrow();
    assertThat(changed.handle()).contains(new Handle("bob.example"));
    assertThat(changed.signingKey()).contains(PlcFixtures.OTHER.publicKey());
  }

  @Test
  void changingNothingAddsNothingToTheLog() {
    var dids = dids("plc");
    var made = prepared(dids);
    dids.publish(made);
    dids.updateHandle(made.did(), ALICE);
    assertThat(directory.operations(made.did())).hasSize(1);
  }

  @Test
  void endsAnIdentity() {
    var dids = dids("plc");
    var made = prepared(dids);
    dids.publish(made);
    assertThat(resolver.resolve(made.did())).isPresent();
    dids.tombstone(made.did());
    assertThat(resolver.resolve(made.did())).isEmpty();
    assertThatThrownBy(() -> dids.updateHandle(made.did(), new Handle("bob.example")))
        .isInstanceOf(Refusal.Invalid.class);
  }

  @Test
  void refusesToChangeWhatIsNotRegistered() {
    assertThatThrownBy(() -> dids("plc").updateHandle(new Did("did:plc:unknown"), ALICE))
        .isInstanceOf(Refusal.Invalid.class);
  }

  @Test
  void saysWhetherAnIdentityWasEnded() {
    var dids = dids("plc");
    var made = prepared(dids);
    assertThat(resolver.isDeactivated(made.did())).isFalse();
    dids.publish(made);
    assertThat(resolver.isDeactivated(made.did())).isFalse();
    dids.tombstone(made.did());
    assertThat(resolver.isDeactivated(made.did())).isTrue();
    assertThat(resolver.isDeactivated(new Did("did:web:a.example"))).isFalse();
  }

  @Test
  void refusesToChangeAnIdentityThatIsNotItsOwn() {
    var foreign =
        PlcOperation.genesis(PlcFixtures.data(PlcFixtures.OTHER.publicKey()), PlcFixtures.OTHER);
    directory.submit(foreign.did(), foreign);
    assertThatThrownBy(() -> dids("plc").updateHandle(foreign.did(), ALICE))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessage("This server's rotation key is not among those of the DID");
  }

  @Test
  void aForeignDidWebMustNameTheHandleItself() {
    var did = new Did("did:web:alice.example");
    assertThatThrownBy(() -> dids("plc").updateHandle(did, ALICE))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("must name the handle");
  }

  @Test
  void didWebNeedsNoDirectory() {
    var dids = dids("web");
    var made = prepared(dids);
    assertThat(made.did()).isEqualTo(new Did("did:web:pds.example.com"));
    assertThat(made.genesis()).isEmpty();
    dids.publish(made);
    dids.updateHandle(made.did(), new Handle("bob.example"));
    dids.tombstone(made.did());
    assertThat(directory.operations(made.did())).isEmpty();
  }
}
