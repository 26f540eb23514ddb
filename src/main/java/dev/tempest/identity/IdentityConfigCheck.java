package dev.tempest.identity;

import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.config.BootCheck;
import dev.tempest.config.HttpUrl;
import io.quarkus.runtime.LaunchMode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Refuses identity settings that make no sense, without showing keys. */
@Singleton
final class IdentityConfigCheck implements BootCheck {
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);

  private final IdentityConfig config;
  private final boolean production;

  @Inject
  IdentityConfigCheck(IdentityConfig config) {
    this(config, LaunchMode.current() == LaunchMode.NORMAL);
  }

  IdentityConfigCheck(IdentityConfig config, boolean production) {
    this.config = config;
    this.production = production;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    checkPlcUrl(problems);
    config
        .plcRotationKey()
        .ifPresent(
            key -> checkKey(problems, "TEMPEST_PLC_ROTATION_KEY", key, RotationKeys::parsePrivate));
    config
        .plcRecoveryKey()
        .ifPresent(
            key -> checkKey(problems, "TEMPEST_PLC_RECOVERY_KEY", key, RotationKeys::parsePublic));
    if (!List.of("plc", "web").contains(config.hostedDidMethod())) {
      problems.add(
          Problem.fatal("TEMPEST_HOSTED_DID_METHOD", "must be plc or web, for example plc"));
    }
    config
        .handleDomains()
        .ifPresent(domains -> domains.forEach(domain -> checkDomain(problems, domain)));
    checkCache(problems);
    config
        .handleBackupNameservers()
        .ifPresent(servers -> servers.forEach(server -> checkNameServer(problems, server)));
    if (production && config.outboundLoopback()) {
      problems.add(
          Problem.fatal("TEMPEST_OUTBOUND_LOOPBACK", "is for development only: remove it"));
    }
    return problems;
  }

  private void checkPlcUrl(List<Problem> problems) {
    String url = config.plcUrl();
    if (url.equals(IdentityConfig.EMBEDDED)) {
      if (production) {
        problems.add(
            Problem.warning(
                "TEMPEST_PLC_URL",
                "the embedded directory is for development: no other server can resolve these"
                    + " accounts; for the network use https://plc.directory"));
      }
    } else if (HttpUrl.base(url).isEmpty()) {
      problems.add(
          Problem.fatal(
              "TEMPEST_PLC_URL",
              "must be an http or https URL without a query, for example https://plc.directory"));
    }
  }

  private static void checkKey(
      List<Problem> problems, String variable, String key, Consumer<String> parser) {
    try {
      parser.accept(key);
    } catch (DecodeException malformed) {
      problems.add(
          Problem.fatal(
              variable,
              "is not a secp256k1 private key, 'u' and the base64url of its 32 bytes"
                  + (variable.endsWith("RECOVERY_KEY") ? ", nor a did:key:z…" : "")
                  + "; make one with: tempest key generate"));
    }
  }

  private static void checkDomain(List<Problem> problems, String domain) {
    try {
      if (domain.startsWith(".") && HandleDomains.isUsable(new Handle("name" + domain))) {
        return;
      }
    } catch (SyntaxException malformed) {
      // reported below
    }
    problems.add(
        Problem.fatal(
            "TEMPEST_HANDLE_DOMAINS",
            "must be a comma list of domains with leading dots, for example .pds.example.com;"
                + " no handle ends in .local, .internal and their like"));
  }

  private void checkCache(List<Problem> problems) {
    var stale = config.didCacheStaleTtl();
    if (stale.isNegative() || stale.isZero()) {
      problems.add(
          Problem.fatal("TEMPEST_DID_CACHE_STALE_TTL", "must be a positive time, for example 1h"));
    }
    if (config.didCacheMaxTtl().compareTo(stale) < 0) {
      problems.add(
          Problem.fatal(
              "TEMPEST_DID_CACHE_MAX_TTL",
              "must not be shorter than TEMPEST_DID_CACHE_STALE_TTL, for example 24h"));
    }
    var timeout = config.idResolverTimeout();
    if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      problems.add(
          Problem.fatal(
              "TEMPEST_ID_RESOLVER_TIMEOUT", "must be between 100ms and 30s, for example 3s"));
    }
  }

  private static void checkNameServer(List<Problem> problems, String server) {
    try {
      InetAddress.ofLiteral(server);
    } catch (IllegalArgumentException noAddress) {
      problems.add(
          Problem.fatal(
              "TEMPEST_HANDLE_BACKUP_NAMESERVERS",
              "must be a comma list of IP addresses, for example 1.1.1.1,8.8.8.8"));
    }
  }
}
