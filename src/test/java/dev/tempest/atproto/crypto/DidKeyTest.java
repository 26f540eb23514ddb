package dev.tempest.atproto.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.DecodeException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DidKeyTest {
  private static final String K256 = "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme";

  @ParameterizedTest
  @EnumSource
  void roundTrips(Curve curve) {
    for (int i = 1; i <= 20; i++) {
      var key = KeyFixtures.numbered(curve, i).publicKey();
      assertThat(PublicKey.parseDidKey(key.toDidKey())).isEqualTo(key);
      assertThat(PublicKey.parseMultibase(key.toMultibase())).isEqualTo(key).hasSameHashCodeAs(key);
      assertThat(PublicKey.ofCompressed(curve, key.toCompressed().toArray())).isEqualTo(key);
    }
  }

  @ParameterizedTest
  @EnumSource
  void generatesKeysThatDiffer(Curve curve) {
    var random = new SecureRandom();
    var key = PrivateKey.generate(curve, random);
    assertThat(key.toBytes()).isNotEqualTo(PrivateKey.generate(curve, random).toBytes());
    assertThat(PrivateKey.of(curve, key.toBytes().toArray()).publicKey())
        .isEqualTo(key.publicKey());
  }

  @Test
  void namesTheCurve() {
    assertThat(PublicKey.parseDidKey(K256).curve()).isEqualTo(Curve.K256);
    assertThat(PublicKey.parseDidKey(K256)).hasToString(K256);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "did:key:",
        "did:key:z",
        "did:key:zQ3sh",
        "did:web:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
        "did:key:mQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
        "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBm",
        "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBmee",
        "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYB0e",
        "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
      })
  void refusesWhatIsNoKeyOfTheProtocol(String text) {
    assertThatThrownBy(() -> PublicKey.parseDidKey(text)).isInstanceOf(DecodeException.class);
  }

  @Test
  void refusesHugeTextAtOnce() {
    assertThatThrownBy(() -> PublicKey.parseDidKey("did:key:z" + "2".repeat(1_000_000)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void refusesPointsOffTheCurve() {
    byte[] content = new byte[33];
    content[0] = 2;
    content[32] = 5; // x = 5 has no y on secp256k1
    assertThatThrownBy(() -> PublicKey.ofCompressed(Curve.K256, content))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void base58KeepsLeadingZeros() {
    byte[] content = {0, 0, 1, (byte) 0xff, 0};
    assertThat(Base58.encode(content)).startsWith("11");
    assertThat(Base58.decode(Base58.encode(content))).isEqualTo(content);
    assertThat(Base58.encode(new byte[0])).isEmpty();
    assertThat(Base58.encode("hello world".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isEqualTo("StV1DL6CwTryKyV");
  }
}
