package dev.tempest.auth;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.DidResolver;
import dev.tempest.identity.HostedDids;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * JWTs with which one service calls another for an account, signed with the account's own key.
 * Spec: /specs/xrpc, "Inter-Service Authentication (JWT)". Verifying may ask the network for a DID
 * document; blocks.
 */
@Singleton
public final class ServiceTokens {
  private static final String PDS_FRAGMENT = "#atproto_pds";
  private static final int ID_BYTES = 16;

  /** Types of tokens that are something else. */
  private static final Set<String> FOREIGN_TYPES = Set.of("at+jwt", "refresh+jwt", "dpop+jwt");

  private final SigningKeys keys;
  private final DidResolver resolver;
  private final Set<String> audiences;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  ServiceTokens(SigningKeys keys, DidResolver resolver, HostedDids dids, InstantSource clock) {
    this.keys = keys;
    this.resolver = resolver;
    this.audiences = Set.of(dids.serverDid().value(), dids.serverDid() + PDS_FRAGMENT);
    this.clock = clock;
  }

  /**
   * A token of an account that is hosted here.
   *
   * @param audience a DID, with or without a {@code #service}
   * @param method what it may be used for; null for anything
   */
  public String issue(Did account, String audience, @Nullable Nsid method, Instant expiresAt) {
    return issue(account, audience, method, clock.instant(), expiresAt);
  }

  /** As the other, for exactly {@code life}: a clock that is asked twice may be a second on. */
  public String issue(Did account, String audience, @Nullable Nsid method, Duration life) {
    Instant now = clock.instant();
    return issue(account, audience, method, now, now.plus(life));
  }

  private String issue(
      Did account, String audience, @Nullable Nsid method, Instant now, Instant expiresAt) {
    PrivateKey key = keys.of(account);
    var claims = new LinkedHashMap<String, Node>();
    claims.put("iat", new Node.Int(now.getEpochSecond()));
    claims.put("iss", new Node.Text(account.value()));
    claims.put("aud", new Node.Text(audience));
    claims.put("exp", new Node.Int(expiresAt.getEpochSecond()));
    if (method != null) {
      claims.put("lxm", new Node.Text(method.value()));
    }
    claims.put("jti", new Node.Text(randomId()));
    var header = new LinkedHashMap<String, Node>();
    header.put("typ", new Node.Text("JWT"));
    header.put("alg", new Node.Text(algorithm(key.curve())));
    String signed = encode(header) + "." + encode(claims);
    return signed + "." + base64(key.sign(utf8(signed)));
  }

  /** Whose token it is; refuses what is not a token of its issuer for {@code method} here. */
  public Did verify(String token, String method) {
    var parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw refused("BadJwt", "poorly formatted jwt");
    }
    Node.Obj header = decode(parts[0]);
    Node.Obj claims = decode(parts[1]);
    if (text(header, "typ").filter(FOREIGN_TYPES::contains).isPresent()) {
      throw refused("BadJwtType", "Invalid jwt type");
    }
    requireClaims(claims, method);
    Did issuer = issuer(claims);
    byte[] message = utf8(parts[0] + "." + parts[1]);
    byte[] signature = bytes(parts[2]);
    String algorithm = text(header, "alg").orElse("");
    if (!isSigned(issuer, resolver::resolve, algorithm, message, signature)
        && !isSigned(issuer, resolver::resolveNow, algorithm, message, signature)) {
      throw refused("BadJwtSignature", "jwt signature does not match jwt issuer");
    }
    return issuer;
  }

  private void requireClaims(Node.Obj claims, String method) {
    if (!(claims.fields().get("exp") instanceof Node.Int(long exp))) {
      throw refused("BadJwt", "poorly formatted jwt");
    }
    if (clock.instant().getEpochSecond() >= exp) {
      throw refused("JwtExpired", "jwt expired");
    }
    if (text(claims, "aud").filter(audiences::contains).isEmpty()) {
      throw refused("BadJwtAudience", "jwt audience does not match service did");
    }
    if (text(claims, "lxm").filter(method::equals).isEmpty()) {
      throw refused(
          "BadJwtLexiconMethod", "bad jwt lexicon method (\"lxm\"), must match: " + method);
    }
  }

  private static Did issuer(Node.Obj claims) {
    try {
      return new Did(text(claims, "iss").orElse(""));
    } catch (SyntaxException noDid) {
      throw refused("BadJwtIss", "jwt issuer is not a DID");
    }
  }

  private static boolean isSigned(
      Did issuer,
      Function<Did, Optional<DidDocument>> documents,
      String algorithm,
      byte[] message,
      byte[] signature) {
    Optional<PublicKey> key = documents.apply(issuer).flatMap(DidDocument::signingKey);
    return key.filter(found -> algorithm(found.curve()).equals(algorithm))
        .filter(found -> found.verifyLenient(message, signature))
        .isPresent();
  }

  private static String algorithm(Curve curve) {
    return switch (curve) {
      case K256 -> "ES256K";
      case P256 -> "ES256";
    };
  }

  private String randomId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  private static String encode(Map<String, Node> fields) {
    return base64(utf8(DagJson.format(new Node.Obj(fields))));
  }

  private static Node.Obj decode(String part) {
    try {
      return DagJson.parse(new String(bytes(part), StandardCharsets.UTF_8));
    } catch (DecodeException malformed) {
      throw refused("BadJwt", "poorly formatted jwt");
    }
  }

  private static Optional<String> text(Node.Obj json, String name) {
    return json.fields().get(name) instanceof Node.Text(String value)
        ? Optional.of(value)
        : Optional.empty();
  }

  private static String base64(byte[] content) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getUrlDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw refused("BadJwt", "poorly formatted jwt");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Refusal refused(String error, String message) {
    return new Refusal.Unauthenticated(error, message);
  }
}
