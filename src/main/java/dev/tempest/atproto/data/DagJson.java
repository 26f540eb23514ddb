package dev.tempest.atproto.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@link Node}s as the protocol's JSON: links as {@code {"$link"}}, byte strings as {@code
 * {"$bytes"}}. Refuses what the data model has no place for. Spec: /specs/data-model, "JSON
 * Representation".
 */
public final class DagJson {
  /** What JSON's readers agree on: integers within 53 bits. */
  private static final long MOST_SAFE = (1L << 53) - 1;

  private static final JsonFactory JSON = new JsonFactory();

  private DagJson() {}

  /** Reads one value and requires the end after it. */
  public static Node parse(String json) {
    return parse(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads UTF-8. */
  public static Node parse(byte[] json) {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      Node node = read(parser);
      if (parser.nextToken() != null) {
        throw fault("text after the end", parser);
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new DecodeException("not JSON: " + e.getOriginalMessage(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String format(Node node) {
    var text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      write(node, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Reads the value that {@code parser} stands on, and leaves it on the value's last token. */
  public static Node read(JsonParser parser) throws IOException {
    return read(parser, Limits.DEFAULT.depth());
  }

  private static Node read(JsonParser parser, int depthLeft) throws IOException {
    if (depthLeft < 0) {
      throw fault("nested too deeply", parser);
    }
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw fault("no value", parser);
    }
    return switch (token) {
      case VALUE_NULL -> Node.NULL;
      case VALUE_TRUE -> new Node.Bool(true);
      case VALUE_FALSE -> new Node.Bool(false);
      case VALUE_STRING -> new Node.Text(wellFormed(parser.getText(), parser));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> integer(parser);
      case START_ARRAY -> array(parser, depthLeft);
      case START_OBJECT -> object(parser, depthLeft);
      default -> throw fault("unexpected " + token, parser);
    };
  }

  private static Node integer(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          || Math.abs(parser.getLongValue()) > MOST_SAFE) {
        throw fault("integer beyond 53 bits", parser);
      }
      return new Node.Int(parser.getLongValue());
    }
    double value = parser.getDoubleValue();
    if (value != Math.rint(value) || Math.abs(value) > MOST_SAFE) {
      throw fault("numbers with a fraction are not in the data model", parser);
    }
    return new Node.Int((long) value);
  }

  private static Node array(JsonParser parser, int depthLeft) throws IOException {
    var items = new ArrayList<Node>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(read(parser, depthLeft - 1));
    }
    return new Node.Array(items);
  }

  private static Node object(JsonParser parser, int depthLeft) throws IOException {
    var fields = new LinkedHashMap<String, Node>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = wellFormed(parser.currentName(), parser);
      parser.nextToken();
      if (fields.put(key, read(parser, depthLeft - 1)) != null) {
        throw fault("duplicate key " + key, parser);
      }
    }
    return special(fields, parser);
  }

  /** The object, or the link, byte string or blob that it stands for. */
  private static Node special(Map<String, Node> fields, JsonParser parser) {
    if (fields.containsKey("$link")) {
      return new Node.Link(link(fields, parser));
    }
    if (fields.containsKey("$bytes")) {
      return new Node.ByteString(bytes(fields, parser));
    }
    Node type = fields.get("$type");
    if (type != null && (!(type instanceof Node.Text(String name)) || name.isEmpty())) {
      throw fault("$type must be a string that is not empty", parser);
    }
    var object = new Node.Obj(fields);
    if (BlobRef.isBlob(fields)) {
      BlobRef.of(object);
    }
    return object;
  }

  private static Cid link(Map<String, Node> fields, JsonParser parser) {
    if (fields.size() != 1 || !(fields.get("$link") instanceof Node.Text(String text))) {
      throw fault("$link must be a CID string and stand alone", parser);
    }
    try {
      return Cid.parse(text);
    } catch (DecodeException e) {
      throw fault("$link is not a CID: " + e.getMessage(), parser);
    }
  }

  private static Bytes bytes(Map<String, Node> fields, JsonParser parser) {
    if (fields.size() != 1 || !(fields.get("$bytes") instanceof Node.Text(String text))) {
      throw fault("$bytes must be a base64 string and stand alone", parser);
    }
    try {
      return Bytes.wrap(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw fault("$bytes is not base64", parser);
    }
  }

  private static String wellFormed(String text, JsonParser parser) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean pair =
            Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw fault("text is not Unicode: lone surrogate", parser);
        }
        i++;
      }
    }
    return text;
  }

  public static void write(Node node, JsonGenerator generator) throws IOException {
    switch (node) {
      case Node.Null _ -> generator.writeNull();
      case Node.Bool(boolean value) -> generator.writeBoolean(value);
      case Node.Int(long value) -> generator.writeNumber(value);
      case Node.Text(String value) -> generator.writeString(value);
      case Node.ByteString(Bytes value) ->
          single(
              "$bytes",
              Base64.getEncoder().withoutPadding().encodeToString(value.unwrap()),
              generator);
      case Node.Link(Cid value) -> single("$link", value.toString(), generator);
      case Node.Array(var items) -> {
        generator.writeStartArray();
        for (Node item : items) {
          write(item, generator);
        }
        generator.writeEndArray();
      }
      case Node.Obj(var fields) -> {
        generator.writeStartObject();
        for (var field : fields.entrySet()) {
          generator.writeFieldName(field.getKey());
          write(field.getValue(), generator);
        }
        generator.writeEndObject();
      }
    }
  }

  private static void single(String key, String value, JsonGenerator generator) throws IOException {
    generator.writeStartObject();
    generator.writeStringField(key, value);
    generator.writeEndObject();
  }

  private static DecodeException fault(String message, JsonParser parser) {
    return new DecodeException(message, parser.currentLocation().getCharOffset());
  }
}
