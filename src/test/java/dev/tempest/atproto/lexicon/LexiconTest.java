package dev.tempest.atproto.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.syntax.RecordKey;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that are wrong in one place, which the message names. */
class LexiconTest {
  private static Lexicon parse(String document) {
    return Lexicon.parse(document.getBytes(StandardCharsets.UTF_8));
  }

  private static Lexicon withMain(String main) {
    return parse(
        "{\"lexicon\": 1, \"id\": \"com.example.test\", \"defs\": {\"main\": " + main + "}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {} | The document must have the field "lexicon"
          {"lexicon": 2} | lexicon must be 1
          {"lexicon": 1, "$type": "com.example.x"} | $type must be com.atproto.lexicon.schema
          {"lexicon": 1, "id": "x"} | id must be an NSID
          {"lexicon": 1, "id": "com.example.x"} | The document must have the field "defs"
          {"lexicon": 1, "id": "com.example.x", "defs": {"main": 1}} | defs/main must be an object
          {"lexicon": 1, "id": "com.example.x", "defs": {"a b": {}}} | defs/a b is not a name for a definition
          {"lexicon": 1, "id": "com.example.x", "description": 1, "defs": {}} | description must be a string
          {"lexicon": 1, "id": "com.example.x", "defs": {"x": {"type": "query"}}} | defs/x/type is for the definition "main" only: query
          """)
  void refusesDocuments(String document, String message) {
    assertThatThrownBy(() -> parse(document))
        .isInstanceOf(LexiconException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {} | must have the field "type"
          {"type": "float"} | /type is not one for data: float
          {"type": "union", "refs": []} | /type must not be that of a definition: union
          {"type": "params"} | /type must not be that of a definition: params
          {"type": "string", "format": "email"} | /format is not known: email
          {"type": "string", "maxLength": -1} | /maxLength must not be negative
          {"type": "string", "minLength": 3, "maxLength": 2} | /minLength must not be greater than maxLength
          {"type": "string", "minGraphemes": 3, "maxGraphemes": 2} | /minGraphemes must not be greater than maxGraphemes
          {"type": "string", "enum": []} | /enum must not be empty
          {"type": "string", "enum": "a"} | /enum must be an array
          {"type": "string", "enum": [1]} | /enum/0 must be a string
          {"type": "string", "knownValues": [1]} | /knownValues/0 must be a string
          {"type": "string", "const": 1} | /const must be a string
          {"type": "string", "enum": ["a"], "default": "b"} | /default is not a value that the schema allows
          {"type": "integer", "minimum": 2, "maximum": 1} | /minimum must not be greater than maximum
          {"type": "integer", "minimum": "2"} | /minimum must be an integer
          {"type": "integer", "maximum": 2, "default": 3} | /default is not a value that the schema allows
          {"type": "boolean", "const": 1} | /const must be a boolean
          {"type": "blob", "accept": ["png"]} | /accept must hold MIME types or patterns such as "image/*"
          {"type": "array"} | must have the field "items"
          {"type": "array", "items": {"type": "record"}} | /items/type is not one for data: record
          {"type": "object", "required": ["a"]} | /required names what is not a property: a
          {"type": "object", "properties": {"a": {"type": "ref"}}} | /properties/a must have the field "ref"
          {"type": "object", "properties": {"a": {"type": "ref", "ref": "a b"}}} | /properties/a/ref must be the name of a definition: a b
          {"type": "object", "properties": {"a": {"type": "union"}}} | /properties/a must have the field "refs"
          {"type": "object", "properties": {"a": {"type": "union", "refs": [], "closed": true}}} | /properties/a/refs must not be empty in a closed union
          {"type": "record", "key": "any"} | must have the field "record"
          {"type": "record", "key": "any", "record": {"type": "string"}} | /record/type must be "object"
          {"type": "record", "key": "some", "record": {"type": "object"}} | /key must be "any", "tid", "nsid" or "literal:…"
          {"type": "record", "key": "literal:", "record": {"type": "object"}} | /key must be "any", "tid", "nsid" or "literal:…"
          {"type": "query", "parameters": {"type": "object"}} | /parameters/type must be "params"
          {"type": "query", "parameters": {"type": "params", "properties": {"a": {"type": "blob"}}}} | /parameters/properties/a must be of a type that fits into a URL
          {"type": "query", "output": {}} | /output must have the field "encoding"
          {"type": "query", "output": {"encoding": "a/b", "schema": {"type": "string"}}} | /output/schema/type must be "object", "ref" or "union"
          {"type": "query", "errors": [{"name": "a b"}]} | /errors/0/name must be one word
          {"type": "procedure", "input": 1} | /input must be an object
          {"type": "subscription", "message": {"schema": {"type": "object"}}} | /message/schema/type must be "union"
          {"type": "permission-set"} | must have the field "permissions"
          {"type": "permission-set", "permissions": [{"type": "x"}]} | /permissions/0/type must be "permission"
          {"type": "permission-set", "permissions": [{"type": "permission"}]} | /permissions/0 must have the field "resource"
          """)
  void refusesDefinitions(String main, String message) {
    String separator = message.startsWith("/") ? "" : " ";
    assertThatThrownBy(() -> withMain(main))
        .isInstanceOf(LexiconException.class)
        .hasMessage("defs/main" + separator + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "[]", "{\"lexicon\": 1.5}", "{\"lexicon\": 1"})
  void refusesWhatIsNoJsonOfTheDataModel(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(LexiconException.class)
        .hasMessageStartingWith("is not JSON of the data model");
  }

  @Test
  void refusesBottomlessNesting() {
    String deep = "{\"type\": \"array\", \"items\": ".repeat(5000) + "1" + "}".repeat(5000);
    assertThatThrownBy(() -> withMain(deep)).isInstanceOf(LexiconException.class);
  }

  @Test
  void passesOverWhatLaterVersionsMayAdd() {
    var lexicon =
        parse(
            """
            {"lexicon": 1, "$type": "com.atproto.lexicon.schema", "id": "com.example.x",
             "revision": 3, "novelty": [], "defs": {"main": {"type": "boolean", "novelty": 1}}}
            """);
    assertThat(lexicon.main()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "any, self, true",
    "tid, 3jzfcijpj2z2a, true",
    "tid, self, false",
    "nsid, com.example.x, true",
    "nsid, self, false",
    "literal:self, self, true",
    "literal:self, other, false"
  })
  void rulesOverKeys(String rule, String key, boolean allowed) {
    var main =
        withMain(
                "{\"type\": \"record\", \"key\": \""
                    + rule
                    + "\", \"record\": {\"type\": \"object\"}}")
            .main()
            .orElseThrow();
    assertThat(((Schema.RecordType) main).key().allows(new RecordKey(key))).isEqualTo(allowed);
  }

  @Test
  void listsWhatItRefersTo() {
    var lexicon =
        withMain(
            """
            {"type": "procedure",
             "input": {"encoding": "application/json", "schema": {"type": "object", "properties": {
               "a": {"type": "array", "items": {"type": "ref", "ref": "#part"}},
               "b": {"type": "union", "refs": ["com.example.other", "com.example.other#main"]}}}},
             "output": {"encoding": "application/json", "schema": {"type": "ref", "ref": "com.example.out"}}}
            """);
    assertThat(lexicon.references())
        .extracting(SchemaRef::toString)
        .containsExactly("com.example.other", "com.example.out", "com.example.test#part");
  }
}
