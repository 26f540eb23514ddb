package dev.tempest.identity;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.crypto.Signer;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.fault.Refusal;
import dev.tempest.secret.Secrets;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys that may change this server's did:plc identities. */
@Singleton
public final class RotationKeys {
  private static final String PURPOSE = "plc-rotation-key";
  private static final String DID_KEY = "did:key:";
  private static final char MULTIBASE_BASE64URL = 'u';

  private final Optional<PublicKey> recovery;
  private final PrivateKey server;

  @Inject
  RotationKeys(IdentityConfig config, Secrets secrets) {
    this.recovery = config.plcRecoveryKey().map(RotationKeys::parsePublic);
    this.server =
        config
            .plcRotationKey()
            .map(RotationKeys::parsePrivate)
            .orElseGet(() -> PrivateKey.of(Curve.K256, secrets.derive(PURPOSE, 32)));
  }

  /** Signs operations for the server. */
  public Signer signer() {
    return server;
  }

  /** The server's own key, as {@code com.atproto.identity.getRecommendedDidCredentials} has it. */
  public PublicKey serverKey() {
    return server.publicKey();
  }

  /** Most powerful first: the person's own key, the operator's recovery key, the server's. */
  public List<PublicKey> of(Optional<PublicKey> personal) {
    return Stream.of(personal, recovery, Optional.of(serverKey()))
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  /** Refuses a DID that the server's own key may not change. */
  void requireAmong(List<String> didKeys) {
    if (!didKeys.contains(serverKey().toDidKey())) {
      throw Refusal.invalid("This server's rotation key is not among those of the DID");
    }
  }

  /** {@code did:key:…}, or the public half of {@link #parsePrivate}. */
  static PublicKey parsePublic(String text) {
    return text.startsWith(DID_KEY) ? PublicKey.parseDidKey(text) : parsePrivate(text).publicKey();
  }

  /** {@code key} as {@link #parsePrivate} reads it: the secret itself. */
  public static String format(PrivateKey key) {
    return MULTIBASE_BASE64URL
        + Base64.getUrlEncoder().withoutPadding().encodeToString(key.toBytes().unwrap());
  }

  /** {@code u} and base64url of a K-256 key. */
  static PrivateKey parsePrivate(String text) {
    if (text.isEmpty() || text.charAt(0) != MULTIBASE_BASE64URL) {
      throw new DecodeException("private key does not start with 'u'", 0);
    }
    try {
      return PrivateKey.of(Curve.K256, Base64.getUrlDecoder().decode(text.substring(1)));
    } catch (IllegalArgumentException malformed) {
      throw new DecodeException("private key is not base64url", 0);
    }
  }
}
