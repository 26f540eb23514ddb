package dev.tempest.atproto.lexicon;

import dev.tempest.atproto.data.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the strings of a URL as what their schemas say they are. */
final class Parameters {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,19}");

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
    if (type instanceof Schema.IntegerType && INTEGER.matcher(text).matches()) {
      return integer(text);
    }
    if (type instanceof Schema.BooleanType && (text.equals("true") || text.equals("false"))) {
      return new Node.Bool(text.equals("true"));
    }
    return new Node.Text(text);
  }

  private static Node integer(String text) {
    try {
      return new Node.Int(Long.parseLong(text));
    } catch (NumberFormatException tooLong) {
      return new Node.Text(text);
    }
  }
}
