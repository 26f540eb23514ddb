package dev.tempest.atproto.crypto;

import java.math.BigInteger;
import org.bouncycastle.util.BigIntegers;

/** Keys that are the same in every run. */
final class KeyFixtures {
  private KeyFixtures() {}

  static PrivateKey numbered(Curve curve, int number) {
    return PrivateKey.of(
        curve, BigIntegers.asUnsignedByteArray(32, BigInteger.valueOf(number).shiftLeft(128)));
  }
}
