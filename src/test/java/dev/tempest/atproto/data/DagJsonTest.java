package dev.tempest.atproto.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DagJsonTest {
  private static final String CID = "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a";

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "-0.0, 0",
    "0e999999999, 0",
    "123.0, 123",
    "-1.5e1, -15",
    "1e2, 100",
    "9007199254740991, 9007199254740991",
    "-9007199254740991, -9007199254740991",
    "9007199254740991.000, 9007199254740991",
  })
  void readsWholeNumbers(String json, long value) {
    assertThat(field(json)).isEqualTo(new Node.Int(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740992",
        "-9007199254740992",
        "9223372036854775808",
        "1e30",
        "1e999999999",
        "-1E+999999999",
        "0.1",
        "1.00000000000000000000001",
        "1e-999999999",
        "123.456",
        "NaN",
        "01",
        "+1",
        "0x1",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "{\"$link\": \"bafy\"}",
        "{\"$link\": \"QmbWqxBEKC3P8tqsKc98xmWNzrzDtRLMiMPL8wBuTGsMnR\"}",
        "{\"$link\": null}",
        "{\"$bytes\": \"***\"}",
        "{\"$bytes\": \"A\"}",
        "{\"$bytes\": \"AA==\", \"$link\": \"x\"}",
        "{\"a\": 1, \"a\": 1}",
        "{\"a\": 1, \"\\u0061\": 2}",
        "{\"$type\": \"\"}",
        "{\"$type\": 1}",
        "{\"cid\": \"bafy\", \"mimeType\": \"image/png\"}",
        "[1,]",
        "[1",
        "undefined",
        "'a'",
        "// comment\n1",
        "",
      })
  void refuses(String json) {
    assertThatThrownBy(() -> field(json)).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "null", "1", "\"a\"", "[]", "{\"$bytes\": \"AA\"}", "{} {}", "{}]", "{"})
  void refusesAllButOneObject(String json) {
    assertThatThrownBy(() -> DagJson.parse(json)).isInstanceOf(DecodeException.class);
  }

  @Test
  void readsBytesWithAndWithoutPadding() {
    var bytes = new Node.ByteString(Bytes.wrap(new byte[] {(byte) 0xfb}));
    assertThat(field("{\"$bytes\": \"+w\"}")).isEqualTo(bytes);
    assertThat(field("{\"$bytes\": \"+w==\"}")).isEqualTo(bytes);
    assertThat(DagJson.format(bytes)).isEqualTo("{\"$bytes\":\"+w\"}");
  }

  @Test
  void keepsAnObjectThatMerelyResemblesALegacyBlob() {
    assertThat(field("{\"cid\": \"bafy\", \"mimeType\": \"a/b\", \"alt\": \"\"}")).isNotNull();
    assertThat(field("{\"cid\": 1, \"mimeType\": \"a/b\"}")).isNotNull();
  }

  @Test
  void saysWhere() {
    assertThatThrownBy(() -> DagJson.parse("{\"ä\": 0.5}"))
        .isInstanceOfSatisfying(DecodeException.class, e -> assertThat(e.offset()).isEqualTo(7));
    assertThatThrownBy(() -> DagJson.parse("{\"a\": tru }"))
        .isInstanceOfSatisfying(
            DecodeException.class, e -> assertThat(e.offset()).isBetween(6L, 10L));
    assertThatThrownBy(() -> DagJson.parse("{\"a\": {\"$link\": 1}}"))
        .isInstanceOfSatisfying(DecodeException.class, e -> assertThat(e.offset()).isEqualTo(6));
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    for (int bad : new int[] {0x80, 0xc3, 0xff}) {
      byte[] json = "{\"a\": \"x\"}".getBytes(StandardCharsets.UTF_8);
      json[7] = (byte) bad;
      assertThatThrownBy(() -> DagJson.parse(json)).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void refusesInputCutOffAnywhere() {
    byte[] whole =
        ("{\"a\": [1, true, null, {\"$link\": \"" + CID + "\"}], \"b\": \"😀\"}")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(DagJson.parse(whole).fields()).hasSize(2);
    for (int end = 0; end < whole.length; end++) {
      byte[] part = Arrays.copyOf(whole, end);
      assertThatThrownBy(() -> DagJson.parse(part)).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void readsAsDeepAsDagCborDoes() {
    int deepest = Limits.BLOCK.maxDepth();
    String leaf = "{\"$link\": \"" + CID + "\"}";
    Node node = DagJson.parse("{\"a\":".repeat(deepest) + leaf + "}".repeat(deepest));
    assertThat(DagCbor.decode(DagCbor.encode(node))).isEqualTo(node);
    assertThat(DagJson.parse(DagJson.format(node))).isEqualTo(node);
    assertThatThrownBy(
            () -> DagJson.parse("{\"a\":".repeat(deepest + 1) + "1" + "}".repeat(deepest + 1)))
        .hasMessageStartingWith("nested deeper than 64");
    assertThatThrownBy(() -> field("[".repeat(500_000))).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> field("{\"a\":".repeat(500_000))).isInstanceOf(DecodeException.class);
  }

  @Test
  void refusesMoreItemsThanDagCborReads() {
    assertThatThrownBy(() -> field("[" + "1,".repeat(Limits.BLOCK.maxItems()) + "1]"))
        .hasMessageStartingWith("more than 100000 items");
  }

  @Test
  void readsFromAParserInTheMiddleOfADocument() throws Exception {
    try (var parser = new JsonFactory().createParser("{\"record\": {\"a\": 1}, \"rest\": 2}")) {
      parser.nextToken();
      parser.nextToken();
      parser.nextToken();
      assertThat(DagJson.read(parser)).isEqualTo(DagJson.parse("{\"a\": 1}"));
      assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
      assertThat(parser.nextFieldName()).isEqualTo("rest");
    }
  }

  private static Node field(String json) {
    return Objects.requireNonNull(DagJson.parse("{\"field\": " + json + "}").fields().get("field"));
  }
}
