package dev.tempest.atproto.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidTest {
  private static final String RECORD =
      "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a";
  private static final String BLOB = "bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity";

  @Test
  void hasATextAndABinaryForm() {
    for (String text : new String[] {RECORD, BLOB}) {
      var cid = Cid.parse(text);
      assertThat(cid).hasToString(text);
      assertThat(Cid.read(cid.toBytes(), 0)).isEqualTo(cid).hasSameHashCodeAs(cid);
      assertThat(Cid.ofDigest(cid.codec(), cid.digest().unwrap())).isEqualTo(cid);
    }
    assertThat(Cid.parse(RECORD).codec()).isEqualTo(Cid.Codec.DAG_CBOR);
    assertThat(Cid.parse(BLOB).codec()).isEqualTo(Cid.Codec.RAW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "b",
        "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2",
        "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2aa",
        "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2b", // loose bits
        "Bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a",
        "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2A",
        "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz20",
        "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi", // DAG-PB
        "QmbWqxBEKC3P8tqsKc98xmWNzrzDtRLMiMPL8wBuTGsMnR",
      })
  void refusesOtherTexts(String text) {
    assertThatThrownBy(() -> Cid.parse(text)).isInstanceOf(DecodeException.class);
  }

  @Test
  void identifiesItsContentOnly() {
    byte[] content = {1, 2, 3};
    var cid = Cid.of(Cid.Codec.RAW, content);
    assertThat(cid.identifies(content)).isTrue();
    assertThat(cid.identifies(new byte[] {1, 2, 4})).isFalse();
    assertThat(cid).isNotEqualTo(Cid.of(Cid.Codec.DAG_CBOR, content));
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "f, my", "fo, mzxq", "foo, mzxw6", "foob, mzxw6yq", "fooba, mzxw6ytb"})
  void encodesBase32AsTheStandardDoes(String plain, String encoded) {
    byte[] content = plain.getBytes(StandardCharsets.US_ASCII);
    assertThat(Base32.encode(content)).isEqualTo(encoded);
    assertThat(Base32.decode(encoded)).isEqualTo(content);
  }

  @Test
  void decodesBase32ThatItWouldEncode() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 500; i++) {
      byte[] content = new byte[random.nextInt(50)];
      random.nextBytes(content);
      assertThat(Base32.decode(Base32.encode(content))).isEqualTo(content);
    }
    for (String wrong : new String[] {"a", "aaa", "aaaaaa", "ab", "a=", "1", "A", "é"}) {
      assertThatThrownBy(() -> Base32.decode(wrong)).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void ordersBytesAsUnsigned() {
    var low = Bytes.wrap(new byte[] {1});
    var high = Bytes.copyOf(new byte[] {(byte) 0xff});
    assertThat(low).isLessThan(high);
    assertThat(Arrays.asList(high, low, Bytes.EMPTY).stream().sorted())
        .containsExactly(Bytes.EMPTY, low, high);
    assertThat(high).hasToString("ff").isEqualTo(Bytes.wrap(high.toArray()));
  }
}
