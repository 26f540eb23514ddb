package dev.tempest.atproto.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempest.testing.Vectors;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CryptoVectorsTest {
  static Stream<JsonNode> signatures() {
    return Vectors.cases("crypto", "signature-fixtures.json");
  }

  @ParameterizedTest
  @MethodSource("signatures")
  void verifiesSignatures(JsonNode vector) {
    var key = PublicKey.parseDidKey(vector.get("publicKeyDid").asText());
    byte[] message = Base64.getDecoder().decode(vector.get("messageBase64").asText());
    byte[] signature = Base64.getDecoder().decode(vector.get("signatureBase64").asText());
    assertThat(key.verify(message, signature)).isEqualTo(vector.get("validSignature").asBoolean());
    assertThat(key.curve().jwtAlgorithm()).isEqualTo(vector.get("algorithm").asText());
    String bare = vector.get("publicKeyMultibase").asText();
    assertThat(PublicKey.parseBareMultibase(key.curve(), bare)).isEqualTo(key);
    boolean highS = vector.get("tags").toString().contains("high-s");
    assertThat(key.verifyLenient(message, signature))
        .isEqualTo(highS || vector.get("validSignature").asBoolean());
  }

  static Stream<JsonNode> k256Keys() {
    return Vectors.cases("crypto", "w3c_didkey_K256.json");
  }

  @ParameterizedTest
  @MethodSource("k256Keys")
  void derivesK256DidKeys(JsonNode vector) {
    byte[] content = HexFormat.of().parseHex(vector.get("privateKeyBytesHex").asText());
    assertDidKey(PrivateKey.of(Curve.K256, content), vector);
  }

  static Stream<JsonNode> p256Keys() {
    return Vectors.cases("crypto", "w3c_didkey_P256.json");
  }

  @ParameterizedTest
  @MethodSource("p256Keys")
  void derivesP256DidKeys(JsonNode vector) {
    byte[] content = Base58.decode(vector.get("privateKeyBytesBase58").asText());
    assertDidKey(PrivateKey.of(Curve.P256, content), vector);
  }

  private static void assertDidKey(PrivateKey key, JsonNode vector) {
    String didKey = vector.get("publicDidKey").asText();
    assertThat(key.publicKey().toDidKey()).isEqualTo(didKey);
    assertThat(PublicKey.parseDidKey(didKey)).isEqualTo(key.publicKey());
  }
}
