package dev.tempest.atproto.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String LINK =
      "d82a58250001711220" + "00112233445566778899aabbccddeeff".repeat(2);

  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "23, 17",
    "24, 1818",
    "255, 18ff",
    "256, 190100",
    "65535, 19ffff",
    "65536, 1a00010000",
    "4294967295, 1affffffff",
    "4294967296, 1b0000000100000000",
    "9223372036854775807, 1b7fffffffffffffff",
    "-1, 20",
    "-24, 37",
    "-25, 3818",
    "-256, 38ff",
    "-257, 390100",
    "-9223372036854775808, 3b7fffffffffffffff",
  })
  void writesAndReadsIntegersInTheirShortestForm(long value, String hex) {
    assertThat(HEX.formatHex(new CborWriter().integer(value).toByteArray())).isEqualTo(hex);
    assertThat(reader(hex).integer()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "$type",
        "é",
        "⽘",
        "😀",
        "a~öñ©⽘☎𓋓😀👨‍👩‍👧‍👧",
        "\u0000\u007f\u0080\uffff\ufffd"
      })
  void writesAndReadsText(String text) {
    byte[] encoded = new CborWriter(0).text(text).toByteArray();
    assertThat(new CborReader(encoded).text()).isEqualTo(text);
  }

  @Test
  void writesAndReadsEveryKindInOneItem() {
    var cid = new CborReader(HEX.parseHex(LINK)).link();
    byte[] encoded =
        new CborWriter()
            .map(2)
            .text("a")
            .array(5)
            .bool(true)
            .bool(false)
            .nil()
            .link(cid)
            .bytes(new byte[] {1, 2})
            .text("b")
            .integer(-7)
            .toByteArray();
    var reader = new CborReader(encoded);
    assertThat(reader.map()).isEqualTo(2);
    reader.key("a");
    assertThat(reader.array()).isEqualTo(5);
    assertThat(reader.tryNil()).isFalse();
    assertThat(reader.bool()).isTrue();
    assertThat(reader.bool()).isFalse();
    assertThat(reader.tryNil()).isTrue();
    assertThat(reader.link()).isEqualTo(cid);
    assertThat(reader.bytes()).isEqualTo(Bytes.wrap(new byte[] {1, 2}));
    assertThat(reader.key()).isEqualTo("b");
    assertThat(reader.peek()).isEqualTo(CborReader.Kind.INTEGER);
    reader.skip();
    assertThat(reader.atEnd()).isTrue();
    reader.requireEnd();
  }

  @Test
  void readsOneItemAfterTheOther() {
    var reader = reader("a161610102");
    reader.skip();
    assertThat(reader.offset()).isEqualTo(4);
    assertThat(reader.integer()).isEqualTo(2);
    reader.requireEnd();
  }

  @Test
  void readsOnlyItsPartOfTheArray() {
    byte[] source = HEX.parseHex("ff6161ff");
    var reader = new CborReader(source, 1, 3, Limits.BLOCK);
    assertThat(reader.text()).isEqualTo("a");
    reader.requireEnd();
    assertThatThrownBy(() -> new CborReader(source, 1, 2, Limits.BLOCK).text())
        .isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "integer in a longer form than needed, 1817, 0",
    "two-byte integer below 256, 1900ff, 0",
    "four-byte integer below 65536, 1a0000ffff, 0",
    "eight-byte integer below 2^32, 1b00000000ffffffff, 0",
    "integer beyond 64 bits, 1bffffffffffffffff, 0",
    "negative integer beyond 64 bits, 3bffffffffffffffff, 0",
    "length in a longer form than needed, 780161, 0",
    "reserved length, 1c, 0",
    "indefinite text, 7f6161ff, 0",
    "indefinite bytes, 5f4101ff, 0",
    "indefinite array, 9f01ff, 0",
    "indefinite map, bf616101ff, 0",
    "break alone, ff, 0",
    "half float, f90000, 0",
    "float, fa00000000, 0",
    "double, fb3ff0000000000000, 0",
    "undefined, f7, 0",
    "simple value, e0, 0",
    "simple value in two bytes, f8ff, 0",
    "false in two bytes, f814, 0",
    "another tag, c001, 0",
    "tag 42 over text, d82a6161, 2",
    "tag 42 in a longer form, d9002a40, 0",
    "link without the zero byte, d82a5824017112200011, 3",
    "bad UTF-8, 62c328, 1",
    "UTF-8 cut off in a text, 61c3, 1",
    "overlong UTF-8, 62c080, 1",
    "surrogate in UTF-8, 63eda080, 1",
    "beyond U+10FFFF, 64f4908080, 1",
    "unsorted keys, a2616201616102, 4",
    "longer key first, a262616101616202, 5",
    "repeated key, a2616101616102, 4",
    "key that is an integer, a10102, 1",
    "key that is bytes, a1416101, 1",
    "bytes behind the end, 0100, 1",
    "empty input, '', 0",
    "map of 2^32 fields, ba ffffffff, 0",
    "map of 2^63 fields, bb 8000000000000000, 0",
    "array of 2^31 items, 9a 80000000, 0",
    "text of 2^40 bytes, 7b 0000010000000000, 0",
    "bytes beyond the input, 42 00, 0",
    "more owed than is left, 83 82 01 01, 1",
  })
  void refuses(String why, String hex, long offset) {
    byte[] source = HEX.parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> DagCbor.decode(source))
        .as(why)
        .isInstanceOfSatisfying(
            DecodeException.class, e -> assertThat(e.offset()).isEqualTo(offset));
  }

  @Test
  void refusesInputCutOffAnywhere() {
    byte[] whole = HEX.parseHex("a2616182f6" + LINK + "6162a163636363" + "1b7fffffffffffffff");
    assertThat(DagCbor.encode(DagCbor.decode(whole))).isEqualTo(whole);
    for (int end = 0; end < whole.length; end++) {
      byte[] part = Arrays.copyOf(whole, end);
      assertThatThrownBy(() -> DagCbor.decode(part)).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void refusesAnotherKindThanAskedFor() {
    assertThatThrownBy(() -> reader("6161").integer())
        .hasMessage("expected an integer, found text at offset 0");
    assertThatThrownBy(() -> reader("f6").link()).hasMessageContaining("a link, found null");
    assertThatThrownBy(() -> reader("01").text()).hasMessageContaining("text, found an integer");
    assertThatThrownBy(() -> reader("01").bool()).hasMessageContaining("a boolean");
    assertThatThrownBy(() -> reader("01").map()).hasMessageContaining("a map");
    assertThatThrownBy(() -> reader("01").array()).hasMessageContaining("an array");
    assertThatThrownBy(() -> reader("01").key()).hasMessageContaining("expected one more field");
  }

  @Test
  void namesTheFieldItExpected() {
    var reader = reader("a1616101");
    reader.map();
    assertThatThrownBy(() -> reader.key("b")).hasMessage("expected the field \"b\" at offset 1");
  }

  @Test
  void refusesAnEndInsideOfAContainer() {
    var reader = reader("81");
    assertThatThrownBy(reader::array).isInstanceOf(DecodeException.class);
    var second = reader("8101");
    second.array();
    assertThatThrownBy(second::requireEnd).isInstanceOf(DecodeException.class);
  }

  @Test
  void keepsItsLimits() {
    var limits = new Limits(20, 2, 3, 4);
    assertThat(DagCbor.decode(HEX.parseHex("8180"), limits)).isNotNull();
    assertRefused("818180", limits, 2);
    assertThat(DagCbor.decode(HEX.parseHex("83010203"), limits)).isNotNull();
    assertRefused("8401020304", limits, 0);
    assertThat(DagCbor.decode(HEX.parseHex("6461616161"), limits)).isNotNull();
    assertRefused("656161616161", limits, 0);
    assertRefused("54" + "00".repeat(20), limits, 0);
  }

  @Test
  void refusesDeepNestingBeforeTheStackEnds() {
    assertRefused("81".repeat(500_000) + "00", Limits.BLOCK, Limits.BLOCK.maxDepth());
    assertRefused("a16161".repeat(300_000) + "00", Limits.BLOCK, 3L * Limits.BLOCK.maxDepth());
  }

  @Test
  void refusesToWriteWhatUtf8CannotExpress() {
    for (String text : new String[] {"\ud800", "a\udc00", "\ud800\ud800", "\ude00\ud83d"}) {
      assertThatThrownBy(() -> new CborWriter().text(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void assertRefused(String hex, Limits limits, long offset) {
    byte[] source = HEX.parseHex(hex);
    assertThatThrownBy(() -> DagCbor.decode(source, limits))
        .isInstanceOfSatisfying(
            DecodeException.class, e -> assertThat(e.offset()).isEqualTo(offset));
  }

  private static CborReader reader(String hex) {
    return new CborReader(HEX.parseHex(hex));
  }
}
