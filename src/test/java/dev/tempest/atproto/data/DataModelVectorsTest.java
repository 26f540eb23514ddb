package dev.tempest.atproto.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.testing.Vectors;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DataModelVectorsTest {
  private static final String FOLDER = "data-model";

  @Test
  void knowsEveryFile() {
    assertThat(Vectors.files(FOLDER))
        .containsExactly(
            "data-model-fixtures.json", "data-model-invalid.json", "data-model-valid.json");
  }

  @TestFactory
  Stream<DynamicTest> sameDataInEveryForm() {
    return cases("data-model-fixtures.json")
        .map(c -> DynamicTest.dynamicTest(c.get("cid").asText(), () -> assertSameInEveryForm(c)));
  }

  @TestFactory
  Stream<DynamicTest> acceptsData() {
    return cases("data-model-valid.json")
        .map(c -> DynamicTest.dynamicTest(noteOf(c), () -> assertRoundTrips(c.get("json"))));
  }

  @TestFactory
  Stream<DynamicTest> refusesOtherJson() {
    return cases("data-model-invalid.json")
        .map(c -> DynamicTest.dynamicTest(noteOf(c), () -> assertRefused(c.get("json"))));
  }

  private static void assertSameInEveryForm(JsonNode fixture) throws Exception {
    byte[] cbor = Base64.getDecoder().decode(fixture.get("cbor_base64").asText());
    var cid = Cid.parse(fixture.get("cid").asText());
    Node node = DagJson.parse(fixture.get("json").toString());
    assertThat(DagCbor.encode(node)).isEqualTo(cbor);
    assertThat(Cid.of(Cid.Codec.DAG_CBOR, cbor)).isEqualTo(cid);
    assertThat(cid.identifies(cbor)).isTrue();
    assertThat(DagCbor.decode(cbor)).isEqualTo(node);
    assertThat(new ObjectMapper().readTree(DagJson.format(DagCbor.decode(cbor))))
        .isEqualTo(fixture.get("json"));
  }

  private static void assertRoundTrips(JsonNode json) {
    Node node = DagJson.parse(json.toString());
    assertThat(DagCbor.decode(DagCbor.encode(node))).isEqualTo(node);
    assertThat(DagJson.parse(DagJson.format(node))).isEqualTo(node);
  }

  private static void assertRefused(JsonNode json) {
    assertThatThrownBy(() -> DagJson.parse(json.toString())).isInstanceOf(DecodeException.class);
  }

  private static Stream<JsonNode> cases(String file) {
    JsonNode cases = Vectors.json(FOLDER, file);
    assertThat(cases).as(file).isNotEmpty();
    return StreamSupport.stream(cases.spliterator(), false);
  }

  private static String noteOf(JsonNode vector) {
    return vector.get("note").asText();
  }
}
