package dev.tempest.atproto.crypto;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;

/** The two elliptic curves of the protocol. Spec: /specs/cryptography. */
public enum Curve {
  /** secp256k1, the default for accounts and for did:plc. */
  K256("secp256k1", "ES256K", 0xe7, 0x01),
  /** secp256r1, also known as NIST P-256. */
  P256("secp256r1", "ES256", 0x80, 0x24);

  /** Bytes of a field element, a scalar, or half a compact signature. */
  static final int SCALAR_LENGTH = 32;

  @SuppressWarnings("ImmutableEnumChecker") // never changes, but carries no annotation
  private final ECDomainParameters domain;

  private final BigInteger halfOrder;
  private final String jwtAlgorithm;
  private final byte codecFirst;
  private final byte codecSecond;

  Curve(String name, String jwtAlgorithm, int codecFirst, int codecSecond) {
    X9ECParameters parameters = CustomNamedCurves.getByName(name); // the fast field arithmetic
    this.domain = new ECDomainParameters(parameters);
    this.halfOrder = domain.getN().shiftRight(1);
    this.jwtAlgorithm = jwtAlgorithm;
    this.codecFirst = (byte) codecFirst;
    this.codecSecond = (byte) codecSecond;
  }

  /** The {@code alg} of a JWT signed by a key of this curve. */
  public String jwtAlgorithm() {
    return jwtAlgorithm;
  }

  ECDomainParameters domain() {
    return domain;
  }

  /** The varint that marks a compressed public key of this curve as a Multikey. */
  byte[] multicodec() {
    return new byte[] {codecFirst, codecSecond};
  }

  boolean isLowS(BigInteger s) {
    return s.compareTo(halfOrder) <= 0;
  }

  /** Of the two valid signatures {@code s} and {@code n - s}, the one the protocol allows. */
  BigInteger lowS(BigInteger s) {
    return isLowS(s) ? s : domain.getN().subtract(s);
  }

  boolean isScalar(BigInteger value) {
    return value.signum() > 0 && value.compareTo(domain.getN()) < 0;
  }
}
