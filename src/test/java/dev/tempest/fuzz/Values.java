package dev.tempest.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tempest.testing.Lexicons;
import dev.tempest.testing.TestAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON for a schema: most of it good, the rest as bad as can be. */
final class Values {
  private static final int DEEPEST = 8;
  private static final String CID = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";
  private static final List<String> HOSTILE =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "1e400",
          "-0",
          "9007199254740993",
          "9".repeat(400),
          "\"\"",
          "\" \"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "\"a\\u0000b\"",
          "\"\\u202e\\u2066\"",
          "\"" + "x".repeat(20_000) + "\"",
          "\"../../../etc/passwd\"",
          "\"%00%2e%2e%2f\"",
          "\"' OR 1=1 --\"",
          "\"%s%n{}${jndi:ldap://127.0.0.1/a}\"",
          "\"did:web:127.0.0.1%3A1\"",
          "\"http://169.254.169.254/latest\"",
          "[]",
          "{}",
          "[null]",
          "[[[[]]]]",
          "[".repeat(3000) + "]".repeat(3000),
          "{\"a\":".repeat(1500) + "1" + "}".repeat(1500),
          "{\"$type\":5}",
          "{\"$type\":\"\"}",
          "{\"$link\":\"nope\"}",
          "{\"$link\":5,\"a\":1}",
          "{\"$bytes\":\"***\"}",
          "{\"$type\":\"blob\",\"ref\":{\"$link\":\"" + CID + "\"},\"mimeType\":5,\"size\":-1}",
          "{\"a\":1,\"a\":2}",
          "{\"\":\"\"}",
          "{\"__proto__\":{\"x\":1}}");

  private final SplittableRandom random;
  private final Cast cast;
  private final double badness;
  private final TestAccount self;

  Values(SplittableRandom random, Cast cast) {
    this.random = random;
    this.cast = cast;
    this.self = cast.any(random);
    this.badness = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.3;
  }

  /** The JSON of the object that {@code schema}, of the document {@code nsid}, describes. */
  String json(String nsid, JsonNode schema) {
    return value(nsid, "", schema, 0);
  }

  /** A query parameter's text. */
  String text(String nsid, String name, JsonNode schema) {
    String json = value(nsid, name, schema, DEEPEST);
    return json.startsWith("\"") ? json.substring(1, json.length() - 1) : json;
  }

  /** Who asks, and whom most requests are about. */
  TestAccount self() {
    return self;
  }

  private TestAccount somebody() {
    return happens(0.8) ? self : cast.any(random);
  }

  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String value(String nsid, String name, JsonNode schema, int depth) {
    if (happens(badness)) {
      return one(HOSTILE);
    }
    return switch (schema.path("type").asText()) {
      case "object" -> object(nsid, schema, depth, null);
      case "array" -> array(nsid, name, schema.path("items"), depth);
      case "string" -> quoted(string(name, schema));
      case "integer" -> Integer.toString(integer(schema));
      case "boolean" -> Boolean.toString(random.nextBoolean());
      case "ref" -> reference(nsid, schema.path("ref").asText(), depth, false);
      case "union" ->
          schema.path("refs").isEmpty()
              ? "{\"$type\":\"com.example.thing\"}"
              : reference(nsid, one(texts(schema.path("refs"))), depth, true);
      case "cid-link" -> "{\"$link\":\"" + CID + "\"}";
      case "bytes" -> "{\"$bytes\":\"aGVsbG8\"}";
      case "blob" ->
          "{\"$type\":\"blob\",\"ref\":{\"$link\":\"%s\"},\"mimeType\":\"image/png\",\"size\":7}"
              .formatted(CID);
      default -> one(UNKNOWN);
    };
  }

  private static final List<String> UNKNOWN =
      List.of(
          "{}",
          "{\"$type\":\"com.example.note\",\"text\":\"hello\"}",
          "{\"$type\":\"app.bsky.feed.post\",\"text\":\"hello\","
              + "\"createdAt\":\"2026-01-01T00:00:00Z\"}",
          "{\"$type\":\"app.bsky.feed.like\",\"subject\":{\"uri\":\"at://did:plc:a/b.c.d/e\"}}",
          "{\"text\":\"\\ud83d\\ude00\",\"n\":[1,{\"$link\":\"" + CID + "\"}]}");

  private String object(String nsid, JsonNode schema, int depth, @Nullable String type) {
    var required = texts(schema.path("required"));
    var fields = new ArrayList<String>();
    if (type != null && !happens(badness)) {
      fields.add("\"$type\":" + quoted(type));
    }
    for (var property : schema.path("properties").properties()) {
      double chance = required.contains(property.getKey()) ? 1 - badness / 3 : 0.5;
      if (depth < DEEPEST && happens(chance)) {
        fields.add(
            quoted(property.getKey())
                + ":"
                + value(nsid, property.getKey(), property.getValue(), depth + 1));
      }
    }
    if (happens(badness) && !fields.isEmpty()) {
      fields.add(one(fields));
    }
    return fields.stream().collect(Collectors.joining(",", "{", "}"));
  }

  private String array(String nsid, String name, JsonNode items, int depth) {
    int count = happens(badness / 4) ? 300 : random.nextInt(4);
    var values = new ArrayList<String>();
    for (int i = 0; i < count && depth < DEEPEST; i++) {
      values.add(value(nsid, name, items, depth + 1));
    }
    return values.stream().collect(Collectors.joining(",", "[", "]"));
  }

  private String reference(String nsid, String ref, int depth, boolean inUnion) {
    String document = ref.startsWith("#") ? nsid : ref.split("#", 2)[0];
    String name = ref.contains("#") ? ref.substring(ref.indexOf('#') + 1) : "main";
    JsonNode schema =
        Lexicons.document(document)
            .map(found -> found.path("defs").path(name))
            .orElse(JsonNodeFactory.instance.missingNode());
    if (depth >= DEEPEST) {
      return "{}";
    }
    return inUnion
        ? object(document, schema, depth, name.equals("main") ? document : document + "#" + name)
        : value(document, name, schema, depth);
  }

  private int integer(JsonNode schema) {
    int lowest = schema.path("minimum").asInt(0);
    int highest = schema.path("maximum").asInt(1000);
    return happens(badness) ? random.nextInt() : random.nextInt(lowest, highest + 1);
  }

  private String string(String name, JsonNode schema) {
    for (String choice : List.of("enum", "knownValues", "const", "default")) {
      if (schema.has(choice) && random.nextBoolean()) {
        var values = schema.path(choice);
        return values.isArray() ? one(texts(values)) : values.asText();
      }
    }
    String format = schema.path("format").asText();
    return format.isEmpty() ? byName(name) : byFormat(format);
  }

  private String byFormat(String format) {
    TestAccount account = somebody();
    return switch (format) {
      case "did" -> did(account);
      case "handle" -> handle(account);
      case "at-identifier" -> random.nextBoolean() ? did(account) : handle(account);
      case "nsid" -> one(List.of("com.example.note", "app.bsky.feed.post", "a.b.c", "com"));
      case "cid" -> CID;
      case "tid" -> "3jzfcijpj2z2a";
      case "record-key" -> one(List.of("self", "a", "3jzfcijpj2z2a", "..", "x".repeat(512)));
      case "at-uri" -> "at://" + did(account) + "/com.example.note/a";
      case "datetime" -> "2026-01-01T00:00:00.000Z";
      case "language" -> "en";
      default -> "https://localhost:1/" + format;
    };
  }

  // no names and no hosts of the world outside, which the tests must not call
  private String did(TestAccount account) {
    return random.nextInt(4) > 0
        ? account.did()
        : one(
            List.of(
                "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
                "did:web:localhost",
                "did:web:localhost%3A1",
                "did:web:127.0.0.1",
                "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
                "did:plc:",
                "did:example:x"));
  }

  private String handle(TestAccount account) {
    return random.nextInt(4) > 0
        ? account.handle()
        : one(
            List.of(
                "fuzz%d.test".formatted(random.nextInt(1_000_000)),
                "nobody.test",
                "a.b.test",
                "admin.test",
                "-a.test",
                "handle.invalid",
                "a.local",
                "x".repeat(64) + ".test",
                "xn--ls8h.test"));
  }

  private String byName(String name) {
    TestAccount account = somebody();
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.contains("password")) {
      return random.nextBoolean() ? account.password() : Cast.CANARY + " password";
    }
    if (lower.contains("token") || lower.contains("code")) {
      return one(List.of("ABCDE-" + Cast.CANARY, account.accessJwt(), Cast.CANARY));
    }
    if (lower.contains("email")) {
      return random.nextBoolean() ? account.email() : Cast.CANARY + "@example.com";
    }
    return switch (lower) {
      case "identifier" -> one(List.of(account.handle(), account.email(), account.did(), "x"));
      case "account", "subject", "aud" -> did(account);
      case "hostname" -> one(List.of("localhost", "127.0.0.1:1", "[::1]", "http://localhost"));
      case "cursor" -> one(List.of("", "0", "a", "5::did:plc:x", "9".repeat(30), "\ud83d\ude00"));
      case "recoverykey", "signingkey" ->
          "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme";
      default -> one(List.of("text", "a b", "\u00e9\ud83d\ude00", "0", "x".repeat(300)));
    };
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
