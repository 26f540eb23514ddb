package dev.tempest.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.config.BootCheck;
import dev.tempest.config.ServerConfig;
import dev.tempest.secret.Secrets;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentityConfigTest {
  private static final Secrets SECRETS = Secrets.of("some secret");
  private static final String PRIVATE =
      "u"
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(PlcFixtures.RECOVERY.toBytes().toArray());

  private static SmallRyeConfig config(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withMapping(IdentityConfig.class)
        .withMapping(ServerConfig.class)
        .withDefaultValues(values)
        .build();
  }

  private static IdentityConfig identity(Map<String, String> values) {
    return config(values).getConfigMapping(IdentityConfig.class);
  }

  private static List<BootCheck.Problem> problems(Map<String, String> values) {
    return new IdentityConfigCheck(identity(values), true).problems();
  }

  @Test
  void productionNeedsNoVariable() {
    var config = identity(Map.of());
    assertThat(config.plcUrl()).isEqualTo("https://plc.directory");
    assertThat(config.hostedDidMethod()).isEqualTo("plc");
    assertThat(problems(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "plc-url, plc.directory, TEMPEST_PLC_URL",
    "plc-url, https://plc.directory/?a=b, TEMPEST_PLC_URL",
    "plc-url, ftp://plc.directory, TEMPEST_PLC_URL",
    "plc-rotation-key, rubbish, TEMPEST_PLC_ROTATION_KEY",
    "plc-rotation-key, uAAAA, TEMPEST_PLC_ROTATION_KEY",
    "plc-rotation-key, u%%%%, TEMPEST_PLC_ROTATION_KEY",
    "plc-rotation-key, did:key:zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc,"
        + " TEMPEST_PLC_ROTATION_KEY",
    "plc-recovery-key, did:key:zrubbish, TEMPEST_PLC_RECOVERY_KEY",
    "hosted-did-method, key, TEMPEST_HOSTED_DID_METHOD",
    "handle-domains, example.com, TEMPEST_HANDLE_DOMAINS",
    "handle-domains, '.example.com,.bad_', TEMPEST_HANDLE_DOMAINS",
    "handle-domains, .pds.local, TEMPEST_HANDLE_DOMAINS",
    "handle-domains, '.example.com,.internal', TEMPEST_HANDLE_DOMAINS",
    "did-cache-stale-ttl, PT0S, TEMPEST_DID_CACHE_STALE_TTL",
    "did-cache-max-ttl, PT59M, TEMPEST_DID_CACHE_MAX_TTL",
    "id-resolver-timeout, PT0.05S, TEMPEST_ID_RESOLVER_TIMEOUT",
    "id-resolver-timeout, PT1M, TEMPEST_ID_RESOLVER_TIMEOUT",
    "handle-backup-nameservers, '1.1.1.1,dns.example.com', TEMPEST_HANDLE_BACKUP_NAMESERVERS",
    "outbound-loopback, true, TEMPEST_OUTBOUND_LOOPBACK"
  })
  void stopsTheBootByName(String property, String value, String variable) {
    assertThat(problems(Map.of("tempest." + property, value)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.variable()).isEqualTo(variable);
              assertThat(problem.fatal()).isTrue();
              assertThat(problem.message()).doesNotContain(value + " ");
            });
  }

  @Test
  void onlyWarnsOfTheEmbeddedDirectory() {
    assertThat(problems(Map.of("tempest.plc-url", "embedded")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.fatal()).isFalse());
  }

  @Test
  void theRecoveryKeyOutranksTheServers() {
    var keys = new RotationKeys(identity(Map.of("tempest.plc-recovery-key", PRIVATE)), SECRETS);
    assertThat(keys.of(Optional.empty()))
        .containsExactly(PlcFixtures.RECOVERY.publicKey(), keys.serverKey());
    assertThat(keys.of(Optional.of(PlcFixtures.OTHER.publicKey())))
        .containsExactly(
            PlcFixtures.OTHER.publicKey(), PlcFixtures.RECOVERY.publicKey(), keys.serverKey());
    assertThat(keys.of(Optional.of(PlcFixtures.RECOVERY.publicKey()))).hasSize(2);
  }

  @Test
  void theServersKeyIsSetOrFollowsFromTheSecret() {
    var set = new RotationKeys(identity(Map.of("tempest.plc-rotation-key", PRIVATE)), SECRETS);
    assertThat(set.serverKey()).isEqualTo(PlcFixtures.RECOVERY.publicKey());
    var derived = new RotationKeys(identity(Map.of()), SECRETS);
    assertThat(derived.of(Optional.empty())).containsExactly(derived.serverKey());
    assertThat(derived.serverKey())
        .isEqualTo(new RotationKeys(identity(Map.of()), SECRETS).serverKey())
        .isNotEqualTo(
            new RotationKeys(identity(Map.of()), Secrets.of("another secret")).serverKey());
  }

  @Test
  void recoveryKeysMayBePublic() {
    String didKey = PlcFixtures.OTHER.publicKey().toDidKey();
    var keys = new RotationKeys(identity(Map.of("tempest.plc-recovery-key", didKey)), SECRETS);
    assertThat(keys.of(Optional.empty()).getFirst()).isEqualTo(PublicKey.parseDidKey(didKey));
  }

  @ParameterizedTest
  @CsvSource({
    "pds.example.com, .pds.example.com",
    "localhost, .test",
    "192.168.1.2, .test",
    "pds.local, .test"
  })
  void handlesAreGivenUnderTheHostname(String hostname, String domain) {
    assertThat(domains(Map.of("tempest.hostname", hostname)).all()).containsExactly(domain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.one.example", "a.b.two.example"})
  void handlesAreGivenUnderTheConfiguredDomains(String handle) {
    var domains = domains(Map.of("tempest.handle-domains", ".one.example,.two.example"));
    assertThat(domains.cover(new Handle(handle))).isTrue();
    assertThat(domains.of(new Handle(handle))).isPresent();
    assertThat(domains.cover(new Handle("one.example"))).isFalse();
    assertThat(domains.cover(new Handle("a.someone.example"))).isFalse();
  }

  @Test
  void ofTwoDomainsTheLongerHasTheHandle() {
    var domains = domains(Map.of("tempest.handle-domains", ".example.com,.PDS.example.com"));
    assertThat(domains.of(new Handle("a.pds.example.com"))).contains(".pds.example.com");
    assertThat(domains.of(new Handle("pds.example.com"))).contains(".example.com");
    assertThat(domains.of(new Handle("a.example.org"))).isEmpty();
  }

  @Test
  void theServersNameIsItsOwnToGive() {
    var domains = domains(Map.of("tempest.hostname", "pds.example.com"));
    assertThat(domains.cover(new Handle("PDS.example.com"))).isTrue();
    assertThat(domains.isHost(new Handle("pds.example.com"))).isTrue();
    assertThat(domains.of(new Handle("pds.example.com"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.alt",
        "a.arpa",
        "a.example",
        "a.INTERNAL",
        "a.invalid",
        "a.local",
        "a.localhost",
        "a.onion"
      })
  void someNamesAreNoHandlesOfTheNetwork(String name) {
    assertThat(HandleDomains.isUsable(new Handle(name))).isFalse();
    assertThat(HandleDomains.isUsable(new Handle(name + ".com"))).isTrue();
  }

  private static HandleDomains domains(Map<String, String> values) {
    var config = config(values);
    return new HandleDomains(
        config.getConfigMapping(IdentityConfig.class), config.getConfigMapping(ServerConfig.class));
  }
}
