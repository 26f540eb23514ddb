package dev.tempest.atproto.lexicon;

import dev.tempest.atproto.data.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the strings of a URL as what their schemas say they are. */
final class Parameters {
  private static final int MOST_DIGITS = 18;

  private Parameters() {}

  static void check(
      Schema.ParamsType schema, Map<String, List<String>> given, Validator validator) {
    for (var entry : schema.object().properties().entrySet()) {
      Place place = Place.root(entry.getKey());
      List<String> values = given.getOrDefault(entry.getKey(), List.of());
      Schema type = entry.getValue().schema();
      if (!values.isEmpty() && !(type instanceof Schema.UnknownType)) {
        validator.check(type, value(type, values, place), place);
      } else if (values.isEmpty() && entry.getValue().required()) {
        throw new LexiconException("", "Missing required parameter: " + entry.getKey());
      }
    }
  }

  private static Node value(Schema type, List<String> values, Place place) {
    if (type instanceof Schema.ArrayType array) {
      var items = new ArrayList<Node>();
      for (String value : values) {
        items.add(scalar(array.items(), value));
      }
      return new Node.Array(items);
    }
    if (values.size() > 1) {
      throw place.wrong("must not be given more than once");
    }
    return scalar(type, values.getFirst());
  }

  /** A text that does not read as its type stays one, and is refused as such. */
  private static Node scalar(Schema type, String text) {
    if (type instanceof Schema.IntegerType && isInteger(text)) {
      return new Node.Int(Long.parseLong(text));
    }
    if (type instanceof Schema.BooleanType && (text.equals("true") || text.equals("false"))) {
      return new Node.Bool(text.equals("true"));
    }
    return new Node.Text(text);
  }

  private static boolean isInteger(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    return text.length() > start
        && text.length() - start <= MOST_DIGITS
        && text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
  }
}
