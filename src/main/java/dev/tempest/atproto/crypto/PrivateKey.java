package dev.tempest.atproto.crypto;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.DecodeException;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/** A signing key. Its text form never shows the secret. */
public final class PrivateKey implements Signer {
  private final Curve curve;
  private final ECPrivateKeyParameters parameters;

  private PrivateKey(Curve curve, BigInteger scalar) {
    this.curve = curve;
    this.parameters = new ECPrivateKeyParameters(scalar, curve.domain());
  }

  public static PrivateKey generate(Curve curve, SecureRandom random) {
    byte[] content = new byte[Curve.SCALAR_LENGTH];
    BigInteger scalar;
    do {
      random.nextBytes(content);
      scalar = new BigInteger(1, content);
    } while (!curve.isScalar(scalar));
    return new PrivateKey(curve, scalar);
  }

  /** The key of a 32-byte big-endian scalar, which must lie in 1 … n-1. */
  public static PrivateKey of(Curve curve, byte[] content) {
    if (content.length != Curve.SCALAR_LENGTH) {
      throw new DecodeException("private key of " + content.length + " bytes", 0);
    }
    var scalar = new BigInteger(1, content);
    if (!curve.isScalar(scalar)) {
      throw new DecodeException("private key is out of range", 0);
    }
    return new PrivateKey(curve, scalar);
  }

  public Curve curve() {
    return curve;
  }

  /** The secret: 32 bytes, big-endian. */
  public Bytes toBytes() {
    return Bytes.wrap(BigIntegers.asUnsignedByteArray(Curve.SCALAR_LENGTH, parameters.getD()));
  }

  /** Computed at each call, at about the cost of a signature. */
  public PublicKey publicKey() {
    var domain = curve.domain();
    var point = new FixedPointCombMultiplier().multiply(domain.getG(), parameters.getD());
    return PublicKey.ofPoint(curve, domain.validatePublicPoint(point));
  }

  @Override
  public byte[] sign(byte[] message) {
    var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, parameters);
    BigInteger[] signature = signer.generateSignature(Sha256.of(message));
    byte[] compact = new byte[2 * Curve.SCALAR_LENGTH];
    BigIntegers.asUnsignedByteArray(signature[0], compact, 0, Curve.SCALAR_LENGTH);
    BigIntegers.asUnsignedByteArray(
        curve.lowS(signature[1]), compact, Curve.SCALAR_LENGTH, Curve.SCALAR_LENGTH);
    return compact;
  }

  @Override
  public String toString() {
    return "PrivateKey[" + curve + "]";
  }
}
