package dev.tempest.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String DERIVED =
      "d1e75d959a437ab1acba7c1c3d859965a7dacfc1556beff2f722afa2af9a0c3c";
  private static final String SEALED =
      "01600ffa0a1ce7ed31afe0d8a0a6e1f632fd65fd1c7bf892f948c59692d50cf7";

  private final Secrets secrets = Secrets.of("a secret of some length for the tests of it");
  private final Bytes plain = Bytes.wrap(new byte[] {1, 2, 3});

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 4096})
  void opensWhatItSealed(int length) {
    var content = Bytes.wrap(new byte[length]);
    assertThat(secrets.open(secrets.seal(content, "key"), "key")).isEqualTo(content);
  }

  @Test
  void sealsDifferentlyEachTime() {
    assertThat(secrets.seal(plain, "key")).isNotEqualTo(secrets.seal(plain, "key"));
  }

  @Test
  void refusesAnotherPurposeOrSecret() {
    var sealed = secrets.seal(plain, "key");
    assertThatThrownBy(() -> secrets.open(sealed, "other")).isInstanceOf(UnsealException.class);
    assertThatThrownBy(() -> Secrets.of("another secret").open(sealed, "key"))
        .isInstanceOf(UnsealException.class)
        .hasMessageContaining("SECRET_KEY_BASE");
  }

  @Test
  void refusesEveryAlteredByteAndEveryTruncation() {
    var sealed = secrets.seal(plain, "key");
    for (int i = 0; i < sealed.length(); i++) {
      byte[] altered = sealed.toArray();
      altered[i] ^= 1;
      assertThatThrownBy(() -> secrets.open(Bytes.wrap(altered), "key"))
          .isInstanceOf(UnsealException.class);
      byte[] cut = Arrays.copyOf(sealed.toArray(), i);
      assertThatThrownBy(() -> secrets.open(Bytes.wrap(cut), "key"))
          .isInstanceOf(UnsealException.class);
    }
  }

  /** What is sealed on disk must open in every later version: pinned. */
  @Test
  void derivesTheSameForEver() {
    assertThat(HEX.formatHex(secrets.derive("plc-rotation-key", 32)))
        .isEqualTo(DERIVED)
        .isNotEqualTo(HEX.formatHex(secrets.derive("other", 32)));
    assertThat(secrets.open(Bytes.wrap(HEX.parseHex(SEALED)), "key")).isEqualTo(plain);
  }

  @Test
  void hkdfAnswersAsRfc5869Says() {
    var hkdf =
        Hkdf.extract(
            HEX.parseHex("000102030405060708090a0b0c"),
            HEX.parseHex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"));
    assertThat(HEX.formatHex(hkdf.expand(HEX.parseHex("f0f1f2f3f4f5f6f7f8f9"), 42)))
        .isEqualTo(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  }
}
