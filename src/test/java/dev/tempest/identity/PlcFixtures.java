package dev.tempest.identity;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.syntax.Handle;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/** Keys and data that are the same in every run, and in {@code plc/operations.json}. */
final class PlcFixtures {
  static final PrivateKey RECOVERY = key(0x11);
  static final PrivateKey SERVER = key(0x22);
  static final PrivateKey SIGNING = key(0x33);
  static final PrivateKey OTHER = key(0x44);

  private PlcFixtures() {}

  static PrivateKey key(int value) {
    byte[] content = new byte[32];
    Arrays.fill(content, (byte) value);
    return PrivateKey.of(Curve.K256, content);
  }

  static PlcData alice() {
    return data(RECOVERY.publicKey(), SERVER.publicKey());
  }

  static PlcData data(PublicKey... rotationKeys) {
    return PlcData.ofAccount(
        new Handle("alice.test"),
        SIGNING.publicKey(),
        URI.create("https://pds.example.com"),
        List.of(rotationKeys));
  }
}
