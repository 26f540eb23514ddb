package dev.tempest.atproto.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The JSON form of the data model: links as {@code {"$link": "bafy…"}}, byte strings as {@code
 * {"$bytes": base64}}. What is read here can be written as DAG-CBOR and read again within {@link
 * Limits#BLOCK}. Spec: /specs/data-model, "JSON Representation".
 */
public final class DagJson {
  static final String TYPE = "$type";
  static final String LINK = "$link";
  static final String BYTES = "$bytes";

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private DagJson() {}

  /**
   * Reads one object, from the parser's current token or, before the first, from its first.
   *
   * @throws DecodeException when it is JSON, but not data
   * @throws IOException when it is not JSON, or cannot be read
   */
  public static Node.Obj read(JsonParser parser) throws IOException {
    return new JsonNodeReader(parser).object();
  }

  public static Node.Obj parse(String json) {
    return parse(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads the one object that {@code json} is, in UTF-8. */
  public static Node.Obj parse(byte[] json) {
    try (var parser = JSON.createParser(json)) {
      Node.Obj node = read(parser);
      if (parser.nextToken() != null) {
        throw new DecodeException("JSON behind the end", JsonNodeReader.offsetOf(parser));
      }
      return node;
    } catch (JsonProcessingException e) {
      var location = e.getLocation();
      throw new DecodeException(e.getOriginalMessage(), location == null ? 0 : offsetOf(location));
    } catch (IOException undecodable) {
      throw new DecodeException("text is not UTF-8", 0);
    }
  }

  /**
   * Reads the fields of the one object that {@code json} is, in UTF-8, as far as {@code wanted};
   * the others need not be data.
   */
  public static Node.Obj parseFields(byte[] json, Predicate<String> wanted) {
    try (var parser = JSON.createParser(json)) {
      return new JsonNodeReader(parser).fields(wanted);
    } catch (IOException noJson) {
      throw new DecodeException("not JSON", 0);
    }
  }

  public static String format(Node node) {
    var text = new StringWriter();
    try (var generator = JSON.createGenerator(text)) {
      write(node, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes {@code node}, the fields of objects in the order they have. */
  public static void write(Node node, JsonGenerator generator) throws IOException {
    switch (node) {
      case Node.Null _ -> generator.writeNull();
      case Node.Bool(boolean value) -> generator.writeBoolean(value);
      case Node.Int(long value) -> generator.writeNumber(value);
      case Node.Text(String value) -> generator.writeString(value);
      case Node.ByteString(Bytes value) -> writeWrapped(BYTES, base64(value), generator);
      case Node.Link(Cid value) -> writeWrapped(LINK, value.toString(), generator);
      case Node.Array(List<Node> items) -> {
        generator.writeStartArray();
        for (Node item : items) {
          write(item, generator);
        }
        generator.writeEndArray();
      }
      case Node.Obj(Map<String, Node> fields) -> {
        generator.writeStartObject();
        for (var field : fields.entrySet()) {
          generator.writeFieldName(field.getKey());
          write(field.getValue(), generator);
        }
        generator.writeEndObject();
      }
    }
  }

  private static void writeWrapped(String key, String value, JsonGenerator generator)
      throws IOException {
    generator.writeStartObject();
    generator.writeStringField(key, value);
    generator.writeEndObject();
  }

  private static String base64(Bytes value) {
    return Base64.getEncoder().withoutPadding().encodeToString(value.unwrap());
  }

  /** In bytes; in characters where the parser reads those. */
  static long offsetOf(JsonLocation location) {
    return Math.max(0, Math.max(location.getByteOffset(), location.getCharOffset()));
  }
}
