package dev.tempest.atproto.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the JSON form of one object and refuses what the data model does not know. */
final class JsonNodeReader {
  /** What every JSON implementation reads exactly, JavaScript's among them. */
  private static final long LARGEST_INTEGER = (1L << 53) - 1;

  private static final int LONG_DIGITS = 19;
  private static final Limits LIMITS = Limits.BLOCK;

  private final JsonParser parser;

  JsonNodeReader(JsonParser parser) {
    this.parser = parser;
  }

  Node.Obj object() throws IOException {
    JsonToken token = parser.currentToken() == null ? parser.nextToken() : parser.currentToken();
    long start = offsetOf(parser);
    if (token == JsonToken.START_OBJECT && object(1) instanceof Node.Obj object) {
      return object;
    }
    throw new DecodeException("data is not an object", start);
  }

  /** An object whose other fields are passed over. */
  Node.Obj fields(Predicate<String> wanted) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw refusal("data is not an object");
    }
    var fields = new LinkedHashMap<String, Node>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (wanted.test(name)) {
        fields.put(name, value(token, 2));
      } else {
        parser.skipChildren();
      }
    }
    return new Node.Obj(fields);
  }

  static long offsetOf(JsonParser parser) {
    return DagJson.offsetOf(parser.currentTokenLocation());
  }

  /** The value at the current token; {@code depth} is that of a container there. */
  private Node value(@Nullable JsonToken token, int depth) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(depth);
      case START_ARRAY -> array(depth);
      case VALUE_STRING -> new Node.Text(text(parser.getText()));
      case VALUE_NUMBER_INT -> new Node.Int(integer());
      case VALUE_NUMBER_FLOAT -> new Node.Int(wholeNumber());
      case VALUE_TRUE -> new Node.Bool(true);
      case VALUE_FALSE -> new Node.Bool(false);
      case VALUE_NULL -> Node.NULL;
      case null, default -> throw refusal("JSON ends early");
    };
  }

  private Node array(int depth) throws IOException {
    requireDepth(depth, LIMITS.maxDepth());
    var items = new ArrayList<Node>();
    for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      requireRoom(items.size());
      items.add(value(token, depth + 1));
    }
    return new Node.Array(items);
  }

  private Node object(int depth) throws IOException {
    // links and bytes are objects here, but no containers in DAG-CBOR: they may lie one deeper
    requireDepth(depth, LIMITS.maxDepth() + 1);
    long start = offsetOf(parser);
    var fields = new LinkedHashMap<String, Node>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      requireRoom(fields.size());
      String name = text(parser.currentName());
      if (fields.containsKey(name)) {
        throw refusal("repeated field");
      }
      fields.put(name, value(parser.nextToken(), depth + 1));
    }
    if (fields.containsKey(DagJson.LINK)) {
      return link(fields, start);
    }
    if (fields.containsKey(DagJson.BYTES)) {
      return bytes(fields, start);
    }
    requireDepth(depth, LIMITS.maxDepth());
    requireShape(fields, start);
    return new Node.Obj(fields);
  }

  private static Node link(Map<String, Node> fields, long start) {
    if (fields.size() > 1 || !(fields.get(DagJson.LINK) instanceof Node.Text(var text))) {
      throw new DecodeException("$link is not the one field of its object, or not text", start);
    }
    try {
      return new Node.Link(Cid.parse(text));
    } catch (DecodeException e) {
      throw new DecodeException("$link is not a CID of the protocol", start);
    }
  }

  private static Node bytes(Map<String, Node> fields, long start) {
    if (fields.size() > 1 || !(fields.get(DagJson.BYTES) instanceof Node.Text(var text))) {
      throw new DecodeException("$bytes is not the one field of its object, or not text", start);
    }
    try {
      return new Node.ByteString(Bytes.wrap(Base64.getDecoder().decode(text)));
    } catch (IllegalArgumentException e) {
      throw new DecodeException("$bytes is not base64", start);
    }
  }

  private static void requireShape(Map<String, Node> fields, long start) {
    Node type = fields.get(DagJson.TYPE);
    if (type != null && !(type instanceof Node.Text(var name) && !name.isEmpty())) {
      throw new DecodeException("$type is not a text, or empty", start);
    }
    if (BlobRef.isBlob(fields)) {
      BlobRef.read(fields, start);
    }
    if (BlobRef.isLegacy(fields)) {
      throw new DecodeException("legacy reference to a blob", start);
    }
  }

  private long integer() throws IOException {
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw refusal("integer beyond 53 bits");
    }
    return withinRange(parser.getLongValue());
  }

  /** {@code 123.0} is the integer 123, since some languages know no other way to write it. */
  private long wholeNumber() throws IOException {
    var number = new BigDecimal(parser.getText());
    boolean isZero = number.signum() == 0;
    if (!isZero && (long) number.precision() - number.scale() > LONG_DIGITS) {
      throw refusal("integer beyond 53 bits"); // and not 1e999999999 written out
    }
    if (!isZero && number.stripTrailingZeros().scale() > 0) {
      throw refusal("number with a fraction");
    }
    return withinRange(isZero ? 0 : number.longValue());
  }

  private long withinRange(long value) {
    if (value < -LARGEST_INTEGER || value > LARGEST_INTEGER) {
      throw refusal("integer beyond 53 bits");
    }
    return value;
  }

  private String text(String text) {
    int length = Utf8.length(text);
    if (length < 0) {
      throw refusal("text with an unpaired surrogate");
    }
    if (length > LIMITS.maxTextBytes()) {
      throw refusal("text of more than " + LIMITS.maxTextBytes() + " bytes");
    }
    return text;
  }

  private void requireRoom(int items) {
    if (items == LIMITS.maxItems()) {
      throw refusal("more than " + LIMITS.maxItems() + " items");
    }
  }

  private void requireDepth(int depth, int deepest) {
    if (depth > deepest) {
      throw refusal("nested deeper than " + LIMITS.maxDepth());
    }
  }

  private DecodeException refusal(String message) {
    return new DecodeException(message, offsetOf(parser));
  }
}
