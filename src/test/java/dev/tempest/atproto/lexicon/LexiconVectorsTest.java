package dev.tempest.atproto.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Documents that are lexicons or not, and records that fit them or not. */
class LexiconVectorsTest {
  private static final String FOLDER = "lexicon";
  private static final String CATALOG = FOLDER + "/catalog";

  private static Lexicon parse(JsonNode document) {
    return Lexicon.parse(document.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Lexicon> catalog() {
    return Vectors.files(CATALOG).stream()
        .map(file -> parse(Vectors.json(CATALOG, file)))
        .collect(Collectors.toMap(lexicon -> lexicon.id().value(), Function.identity()));
  }

  /** As the JSON says, past the rules of the data model: some blobs here link to DAG-CBOR. */
  private static Node node(JsonNode json) {
    if (json.isArray()) {
      return new Node.Array(json.valueStream().map(LexiconVectorsTest::node).toList());
    }
    if (json.isObject()) {
      return object(json);
    }
    if (json.isTextual()) {
      return new Node.Text(json.textValue());
    }
    if (json.isBoolean()) {
      return new Node.Bool(json.booleanValue());
    }
    return json.isNull() ? Node.NULL : new Node.Int(json.longValue());
  }

  private static Node object(JsonNode json) {
    if (json.has("$link")) {
      return new Node.Link(Cid.parse(json.get("$link").textValue()));
    }
    if (json.has("$bytes")) {
      return new Node.ByteString(
          Bytes.wrap(Base64.getDecoder().decode(json.get("$bytes").textValue())));
    }
    var fields = new LinkedHashMap<String, Node>();
    json.propertyStream().forEach(field -> fields.put(field.getKey(), node(field.getValue())));
    return new Node.Obj(fields);
  }

  private static void validate(JsonNode test) {
    var lexicons = catalog();
    var validator = new Validator(id -> java.util.Optional.ofNullable(lexicons.get(id.value())));
    var record = (Node.Obj) node(test.get("data"));
    var schema =
        (Schema.RecordType)
            lexicons.get(test.get("data").get("$type").textValue()).main().orElseThrow();
    assertThat(schema.key().allows(new RecordKey(test.get("rkey").textValue()))).isTrue();
    validator.checkRecord(schema, record);
  }

  @Test
  void knowsEveryFile() {
    assertThat(Vectors.files(FOLDER))
        .containsExactly(
            "catalog",
            "lexicon-invalid.json",
            "lexicon-valid.json",
            "record-data-invalid.json",
            "record-data-valid.json");
    assertThat(catalog()).hasSize(5);
  }

  @TestFactory
  Stream<DynamicTest> acceptsLexicons() {
    return Vectors.cases(FOLDER, "lexicon-valid.json")
        .map(
            test ->
                DynamicTest.dynamicTest(
                    test.get("name").textValue(),
                    () ->
                        assertThatCode(() -> parse(test.get("lexicon")))
                            .doesNotThrowAnyException()));
  }

  @TestFactory
  Stream<DynamicTest> refusesOtherDocuments() {
    return Vectors.cases(FOLDER, "lexicon-invalid.json")
        .map(
            test ->
                DynamicTest.dynamicTest(
                    test.get("name").textValue(),
                    () ->
                        assertThatThrownBy(() -> parse(test.get("lexicon")))
                            .isInstanceOf(LexiconException.class)));
  }

  @TestFactory
  Stream<DynamicTest> acceptsRecords() {
    return Vectors.cases(FOLDER, "record-data-valid.json")
        .map(
            test ->
                DynamicTest.dynamicTest(
                    test.get("name").textValue(),
                    () -> assertThatCode(() -> validate(test)).doesNotThrowAnyException()));
  }

  @TestFactory
  Stream<DynamicTest> refusesOtherRecords() {
    return Vectors.cases(FOLDER, "record-data-invalid.json")
        .map(
            test ->
                DynamicTest.dynamicTest(
                    test.get("name").textValue(),
                    () ->
                        assertThatThrownBy(() -> validate(test))
                            .isInstanceOf(LexiconException.class)));
  }
}
