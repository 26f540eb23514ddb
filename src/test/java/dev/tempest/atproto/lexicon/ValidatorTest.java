package dev.tempest.atproto.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every constraint, met and not met, and where the message says it is. */
class ValidatorTest {
  private static final String RAW = "bafkreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq";

  private static Lexicon lexicon(String schema) {
    return Lexicon.parse(
        """
        {"lexicon": 1, "id": "com.example.test", "defs": {
          "main": {"type": "object", "properties": {"x": %s}},
          "part": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}},
          "list": {"type": "array", "items": {"type": "ref", "ref": "#tree"}},
          "tree": {"type": "object", "properties": {"below": {"type": "ref", "ref": "#tree"},
                   "all": {"type": "ref", "ref": "#list"}}},
          "name": {"type": "token"}}}
        """
            .formatted(schema)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static void check(Lexicon lexicon, Node data) {
    new Validator(id -> Optional.of(lexicon).filter(it -> it.id().equals(id)))
        .checkInput(lexicon.main().orElseThrow(), data);
  }

  private static void check(String schema, String value) {
    check(
        lexicon(schema),
        DagJson.parse("{\"x\": " + value.replace("RAW", "{\"$link\": \"" + RAW + "\"}") + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type": "boolean"} | true
          {"type": "boolean", "const": true} | true
          {"type": "integer", "minimum": 3, "maximum": 5} | 3
          {"type": "integer", "minimum": 3, "maximum": 5} | 5
          {"type": "integer", "enum": [1, 7]} | 7
          {"type": "string", "maxLength": 4} | "éé"
          {"type": "string", "minGraphemes": 2, "maxGraphemes": 2} | "👩‍👩‍👦‍👦🇩🇪"
          {"type": "string", "minLength": 0, "minGraphemes": 0} | ""
          {"type": "string", "enum": ["a", "b"]} | "b"
          {"type": "string", "knownValues": ["a"]} | "c"
          {"type": "string", "const": "a"} | "a"
          {"type": "string", "format": "at-identifier"} | "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
          {"type": "string", "format": "at-identifier"} | "alice.test"
          {"type": "bytes", "minLength": 1, "maxLength": 3} | {"$bytes": "AAAA"}
          {"type": "cid-link"} | RAW
          {"type": "blob", "accept": ["image/*"], "maxSize": 9} | {"$type": "blob", "ref": RAW, "mimeType": "image/png", "size": 9}
          {"type": "blob", "accept": ["*/*"]} | {"$type": "blob", "ref": RAW, "mimeType": "a/b", "size": 9}
          {"type": "array", "items": {"type": "integer"}, "minLength": 1, "maxLength": 2} | [1, 2]
          {"type": "object", "properties": {"a": {"type": "integer"}}, "nullable": ["a"]} | {"a": null, "b": 2}
          {"type": "object", "properties": {"a": {"type": "integer", "default": 1}}, "required": ["a"]} | {}
          {"type": "ref", "ref": "#part"} | {"n": 1}
          {"type": "ref", "ref": "com.example.test#part"} | {"n": 1}
          {"type": "ref", "ref": "#name"} | "com.example.test#name"
          {"type": "union", "refs": ["#part"]} | {"$type": "com.example.test#part", "n": 1}
          {"type": "union", "refs": ["#part"]} | {"$type": "com.example.else"}
          {"type": "union", "refs": ["#main"], "closed": true} | {"$type": "com.example.test"}
          {"type": "union", "refs": ["com.example.test"], "closed": true} | {"$type": "com.example.test#main"}
          {"type": "unknown"} | {"any": ["thing", null]}
          """)
  void accepts(String schema, String value) {
    assertThatCode(() -> check(schema, value)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type": "boolean"} | 1 | must be a boolean
          {"type": "boolean", "const": true} | false | must be true
          {"type": "integer"} | "1" | must be an integer
          {"type": "integer", "minimum": 3} | 2 | can not be less than 3
          {"type": "integer", "maximum": 5} | 6 | can not be greater than 5
          {"type": "integer", "enum": [1, 7]} | 2 | must be one of (1, 7)
          {"type": "integer", "const": 2} | 1 | must be 2
          {"type": "string"} | 1 | must be a string
          {"type": "string"} | null | must be a string
          {"type": "string", "maxLength": 3} | "éé" | must not be longer than 3 UTF-8 bytes
          {"type": "string", "minLength": 2} | "a" | must not be shorter than 2 UTF-8 bytes
          {"type": "string", "maxGraphemes": 1} | "🇩🇪🇩🇪" | must not be longer than 1 graphemes
          {"type": "string", "minGraphemes": 2} | "👩‍👩‍👦‍👦" | must not be shorter than 2 graphemes
          {"type": "string", "enum": ["a", "b"]} | "c" | must be one of (a, b)
          {"type": "string", "const": "a"} | "b" | must be a
          {"type": "string", "format": "datetime"} | "2026-02-30T00:00:00Z" | must be a valid datetime
          {"type": "string", "format": "at-identifier"} | "a" | must be a valid at-identifier
          {"type": "bytes"} | "AAAA" | must be a byte string
          {"type": "bytes", "maxLength": 2} | {"$bytes": "AAAA"} | must not be longer than 2 bytes
          {"type": "bytes", "minLength": 4} | {"$bytes": "AAAA"} | must not be shorter than 4 bytes
          {"type": "cid-link"} | "bafy" | must be a CID link
          {"type": "blob"} | {"ref": RAW, "mimeType": "image/png", "size": 9} | must be a blob
          {"type": "blob", "accept": ["image/png"]} | {"$type": "blob", "ref": RAW, "mimeType": "image/gif", "size": 9} | must be a blob of image/png, not image/gif
          {"type": "blob", "maxSize": 8} | {"$type": "blob", "ref": RAW, "mimeType": "image/gif", "size": 9} | must be a blob of at most 8 bytes
          {"type": "array", "items": {"type": "integer"}} | {} | must be an array
          {"type": "array", "items": {"type": "integer"}, "minLength": 1} | [] | must not have fewer than 1 elements
          {"type": "array", "items": {"type": "integer"}, "maxLength": 1} | [1, 2] | must not have more than 1 elements
          {"type": "array", "items": {"type": "integer"}} | [1, "2"] | /1 must be an integer
          {"type": "object", "properties": {}} | [] | must be an object
          {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]} | {} | must have the property "a"
          {"type": "object", "properties": {"a": {"type": "integer"}}} | {"a": null} | /a must be an integer
          {"type": "ref", "ref": "#part"} | {"n": "1"} | /n must be an integer
          {"type": "ref", "ref": "#name"} | "com.example.test#other" | must be com.example.test#name
          {"type": "union", "refs": ["#part"]} | {"n": 1} | must be an object which includes the "$type" property
          {"type": "union", "refs": ["#part"]} | {"$type": "com.example.test#part"} | must have the property "n"
          {"type": "union", "refs": ["#part"], "closed": true} | {"$type": "com.example.else"} | $type must be one of com.example.test#part
          {"type": "unknown"} | "text" | must be an object
          {"type": "unknown"} | RAW | must be an object
          {"type": "unknown"} | {"$type": "blob", "ref": RAW, "mimeType": "image/gif", "size": 9} | must be an object
          {"type": "ref", "ref": "#tree"} | {"all": [{}, {"all": [{"below": 1}]}]} | /all/1/all/0/below must be an object
          """)
  void refuses(String schema, String value, String message) {
    String separator = message.startsWith("/") ? "" : " ";
    assertThatThrownBy(() -> check(schema, value))
        .isInstanceOf(LexiconException.class)
        .hasMessage("Input/x" + separator + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.example.missing", "com.example.test#missing"})
  void saysWhichSchemaIsMissing(String ref) {
    assertThatThrownBy(() -> check("{\"type\": \"ref\", \"ref\": \"%s\"}".formatted(ref), "{}"))
        .isInstanceOfSatisfying(
            UnresolvedException.class, e -> assertThat(e.missing().toString()).isEqualTo(ref));
  }

  @Test
  void refusesDataDeeperThanAnyStack() {
    Node node = new Node.Obj(Map.of());
    for (int i = 0; i < 100_000; i++) {
      node = new Node.Obj(Map.of("below", node));
    }
    Node deep = new Node.Obj(Map.of("x", node));
    assertThatThrownBy(() -> check(lexicon("{\"type\": \"ref\", \"ref\": \"#tree\"}"), deep))
        .isInstanceOf(LexiconException.class)
        .hasMessageContaining("is nested too deep");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '' | 0
          abc | 3
          é | 1
          👍🏽 | 1
          👩‍👩‍👦‍👦 | 1
          🏳️‍🌈🏳️‍🌈 | 2
          🇩🇪🇫🇷🇩🇪 | 3
          각 | 1
          नमस्ते | 3
          """)
  void countsGraphemes(String text, int count) {
    assertThat(Graphemes.count(text)).isEqualTo(count);
  }

  @Test
  void countsGraphemesAcrossTheirForms() {
    assertThat(Graphemes.count("e\u0301")).isEqualTo(1);
    assertThat(Graphemes.count("a\r\nb\n\r")).isEqualTo(5);
    assertThat(Graphemes.count("👩‍👩‍👦‍👦".repeat(10_000))).isEqualTo(10_000);
    assertThat(Graphemes.count("🇩".repeat(100_000))).isEqualTo(50_000);
    assertThat(Graphemes.count("\u0301".repeat(100_000))).isEqualTo(1);
  }

  private static void checkParameters(Map<String, List<String>> given) {
    var params =
        (Schema.QueryType)
            Lexicon.parse(
                    """
                    {"lexicon": 1, "id": "com.example.test", "defs": {"main": {"type": "query",
                      "parameters": {"type": "params", "required": ["who"], "properties": {
                        "who": {"type": "string", "format": "did"},
                        "limit": {"type": "integer", "minimum": 1, "maximum": 9},
                        "flag": {"type": "boolean"},
                        "cids": {"type": "array", "items": {"type": "integer"}, "maxLength": 2}}}}}}
                    """
                        .getBytes(StandardCharsets.UTF_8))
                .main()
                .orElseThrow();
    new Validator(_ -> Optional.empty()).checkParameters(params.parameters(), given);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          limit=1 | Missing required parameter: who
          who=x | who must be a valid did
          who=did:a:b&who=did:a:b | who must not be given more than once
          who=did:a:b&limit=0 | limit can not be less than 1
          who=did:a:b&limit=10 | limit can not be greater than 9
          who=did:a:b&limit=x | limit must be an integer
          who=did:a:b&limit= | limit must be an integer
          who=did:a:b&limit=1.0 | limit must be an integer
          who=did:a:b&limit=99999999999999999999 | limit must be an integer
          who=did:a:b&flag=1 | flag must be a boolean
          who=did:a:b&cids=1&cids=x | cids/1 must be an integer
          who=did:a:b&cids=1&cids=2&cids=3 | cids must not have more than 2 elements
          """)
  void refusesParameters(String query, String message) {
    assertThatThrownBy(() -> checkParameters(parameters(query)))
        .isInstanceOf(LexiconException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "who=did:a:b",
        "who=did:a:b&limit=9&flag=true&other=x&other=y",
        "who=did:a:b&flag=false&cids=-1&cids=2"
      })
  void acceptsParameters(String query) {
    assertThatCode(() -> checkParameters(parameters(query))).doesNotThrowAnyException();
  }

  private static Map<String, List<String>> parameters(String query) {
    var parameters = new java.util.HashMap<String, List<String>>();
    for (String pair : query.split("&")) {
      String[] parts = pair.split("=", 2);
      parameters.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1]);
    }
    return parameters;
  }
}
