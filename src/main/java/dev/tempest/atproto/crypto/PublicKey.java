package dev.tempest.atproto.crypto;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.DecodeException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;

/**
 * A verification key. Text forms: Multikey, {@code z} and base58btc of a curve's multicodec and the
 * compressed point, and {@code did:key:} before it. Thread-safe.
 */
public final class PublicKey {
  private static final String DID_KEY = "did:key:";
  private static final char MULTIBASE_BASE58 = 'z';
  private static final int COMPRESSED_LENGTH = 1 + Curve.SCALAR_LENGTH;
  private static final int UNCOMPRESSED_LENGTH = 1 + 2 * Curve.SCALAR_LENGTH;

  private final Curve curve;
  private final ECPublicKeyParameters parameters;

  private PublicKey(Curve curve, ECPoint point) {
    this.curve = curve;
    this.parameters = new ECPublicKeyParameters(point, curve.domain());
  }

  static PublicKey ofPoint(Curve curve, ECPoint point) {
    return new PublicKey(curve, point.normalize());
  }

  /** Reads {@code did:key:z…}. */
  public static PublicKey parseDidKey(String text) {
    if (!text.startsWith(DID_KEY)) {
      throw new DecodeException("not a did:key", 0);
    }
    return parseMultibase(text.substring(DID_KEY.length()));
  }

  /** Reads a Multikey, {@code z…}, which names its own curve. */
  public static PublicKey parseMultibase(String text) {
    byte[] content = base58(text);
    for (Curve curve : Curve.values()) {
      byte[] codec = curve.multicodec();
      if (content.length > codec.length
          && Arrays.equals(content, 0, codec.length, codec, 0, codec.length)) {
        return ofCompressed(curve, Arrays.copyOfRange(content, codec.length, content.length));
      }
    }
    throw new DecodeException("key is neither K-256 nor P-256", 0);
  }

  /**
   * Reads the {@code publicKeyMultibase} of the older verification method types, which name the
   * curve themselves: a bare point, compressed or not.
   */
  public static PublicKey parseBareMultibase(Curve curve, String text) {
    byte[] content = base58(text);
    if (content.length == UNCOMPRESSED_LENGTH && content[0] == 4) {
      return new PublicKey(curve, decodePoint(curve, content));
    }
    return ofCompressed(curve, content);
  }

  /** The key of a compressed point: 33 bytes, the first 2 or 3. */
  public static PublicKey ofCompressed(Curve curve, byte[] content) {
    if (content.length != COMPRESSED_LENGTH || (content[0] != 2 && content[0] != 3)) {
      throw new DecodeException("public key is not a compressed point", 0);
    }
    return new PublicKey(curve, decodePoint(curve, content));
  }

  public Curve curve() {
    return curve;
  }

  /** The compressed point, 33 bytes. */
  public Bytes toCompressed() {
    return Bytes.wrap(parameters.getQ().getEncoded(true));
  }

  /** The Multikey form, {@code z…}, as DID documents carry it. */
  public String toMultibase() {
    byte[] codec = curve.multicodec();
    byte[] content = Arrays.copyOf(codec, codec.length + COMPRESSED_LENGTH);
    byte[] point = parameters.getQ().getEncoded(true);
    System.arraycopy(point, 0, content, codec.length, point.length);
    return MULTIBASE_BASE58 + Base58.encode(content);
  }

  public String toDidKey() {
    return DID_KEY + toMultibase();
  }

  /**
   * Whether {@code signature} is this key's compact, low-S signature of {@code message}; any other
   * shape is simply not.
   */
  public boolean verify(byte[] message, byte[] signature) {
    return verify(message, signature, false);
  }

  /** Like {@link #verify} but content with high S too, as service tokens in the wild have it. */
  public boolean verifyLenient(byte[] message, byte[] signature) {
    return verify(message, signature, true);
  }

  private boolean verify(byte[] message, byte[] signature, boolean highS) {
    if (signature.length != 2 * Curve.SCALAR_LENGTH) {
      return false;
    }
    var r = new BigInteger(1, signature, 0, Curve.SCALAR_LENGTH);
    var s = new BigInteger(1, signature, Curve.SCALAR_LENGTH, Curve.SCALAR_LENGTH);
    if (!highS && !curve.isLowS(s)) {
      return false;
    }
    var verifier = new ECDSASigner(); // refuses r and s outside 1 … n-1 itself
    verifier.init(false, parameters);
    return verifier.verifySignature(Sha256.of(message), r, s);
  }

  private static byte[] base58(String text) {
    if (text.isEmpty() || text.charAt(0) != MULTIBASE_BASE58) {
      throw new DecodeException("key is not in multibase base58", 0);
    }
    return Base58.decode(text.substring(1));
  }

  private static ECPoint decodePoint(Curve curve, byte[] content) {
    try {
      return curve.domain().validatePublicPoint(curve.domain().getCurve().decodePoint(content));
    } catch (IllegalArgumentException notOnCurve) {
      throw new DecodeException("public key is not a point of its curve", 0);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey key
        && curve == key.curve
        && parameters.getQ().equals(key.parameters.getQ());
  }

  @Override
  public int hashCode() {
    return parameters.getQ().hashCode();
  }

  /** The {@code did:key} form. */
  @Override
  public String toString() {
    return toDidKey();
  }
}
