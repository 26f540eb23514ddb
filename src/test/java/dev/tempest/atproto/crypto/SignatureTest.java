package dev.tempest.atproto.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.DecodeException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class SignatureTest {
  private static final String ONE =
      "0000000000000000000000000000000000000000000000000000000000000001";

  /** P-256: RFC 6979 A.2.5, with S lowered. K-256: the answers all secp256k1 libraries share. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "P256|C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721|sample"
            + "|EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
            + "|F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        "P256|C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721|test"
            + "|F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
            + "|019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
        "K256|"
            + ONE
            + "|Satoshi Nakamoto"
            + "|934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
            + "|2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
        "K256|"
            + ONE
            + "|All those moments will be lost in time, like tears in rain. Time to die..."
            + "|8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b"
            + "|547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21"
      })
  void signsAsRfc6979Says(Curve curve, String key, String text, String r, String s) {
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    byte[] signature = PrivateKey.of(curve, HexFormat.of().parseHex(key)).sign(message);
    assertThat(new BigInteger(1, signature, 0, 32)).isEqualTo(new BigInteger(r, 16));
    assertThat(new BigInteger(1, signature, 32, 32)).isEqualTo(curve.lowS(new BigInteger(s, 16)));
  }

  @ParameterizedTest
  @EnumSource
  void everySignatureIsLowSAndRepeatable(Curve curve) {
    for (int i = 1; i <= 60; i++) {
      var key = KeyFixtures.numbered(curve, i);
      byte[] message = {(byte) i, 2, 3};
      byte[] signature = key.sign(message);
      assertThat(curve.isLowS(new BigInteger(1, signature, 32, 32))).isTrue();
      assertThat(key.sign(message)).isEqualTo(signature);
      assertThat(key.publicKey().verify(message, signature)).isTrue();
      message[0]++;
      assertThat(key.publicKey().verify(message, signature)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesHighSUnlessAskedToBeLenient(Curve curve) {
    var key = KeyFixtures.numbered(curve, 7);
    byte[] message = {1};
    byte[] signature = key.sign(message);
    var s = new BigInteger(1, signature, 32, 32);
    BigIntegers.asUnsignedByteArray(curve.domain().getN().subtract(s), signature, 32, 32);
    assertThat(key.publicKey().verify(message, signature)).isFalse();
    assertThat(key.publicKey().verifyLenient(message, signature)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void refusesOtherShapesWithoutThrowing(Curve curve) {
    var key = KeyFixtures.numbered(curve, 7).publicKey();
    byte[] full = new byte[64];
    Arrays.fill(full, (byte) 0xff);
    for (byte[] signature : new byte[][] {{}, new byte[63], new byte[64], new byte[65], full}) {
      assertThat(key.verify(new byte[] {1}, signature)).isFalse();
      assertThat(key.verifyLenient(new byte[] {1}, signature)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void privateKeysLieBetweenZeroAndTheOrder(Curve curve) {
    byte[] order = BigIntegers.asUnsignedByteArray(32, curve.domain().getN());
    byte[] last =
        BigIntegers.asUnsignedByteArray(32, curve.domain().getN().subtract(BigInteger.ONE));
    assertThat(PrivateKey.of(curve, last).toBytes().toArray()).isEqualTo(last);
    for (byte[] wrong : new byte[][] {order, new byte[32], new byte[31], new byte[33]}) {
      assertThatThrownBy(() -> PrivateKey.of(curve, wrong)).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void privateKeyDoesNotShowItself() {
    var key = KeyFixtures.numbered(Curve.K256, 7);
    assertThat(key.toString()).isEqualTo("PrivateKey[K256]");
  }
}
