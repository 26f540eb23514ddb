package dev.tempest.atproto.lexicon;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.data.Utf8;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Checks data against schemas. {@link LexiconException} says what does not fit and where; {@link
 * UnresolvedException} that a schema is missing. Data is not changed: defaults stay away.
 * Thread-safe.
 */
public final class Validator {
  private static final String TYPE = "$type";
  private static final String BLOB = "blob";

  private final LexiconSource source;

  public Validator(LexiconSource source) {
    this.source = source;
  }

  /** Checks a record's content; its key and {@code $type} are the caller's to check. */
  public void checkRecord(Schema.RecordType schema, Node.Obj record) {
    checkObject(schema.object(), record, Place.root("Record"));
  }

  /** Checks the body of a method. */
  public void checkInput(Schema schema, Node body) {
    check(schema, body, Place.root("Input"));
  }

  /** Checks the parameters of a URL, each with its values in their order; others may be there. */
  public void checkParameters(Schema.ParamsType schema, Map<String, List<String>> given) {
    Parameters.check(schema, given, this);
  }

  void check(Schema schema, Node value, Place place) {
    switch (schema) {
      case Schema.BooleanType type -> checkBoolean(type, value, place);
      case Schema.IntegerType type -> checkInteger(type, value, place);
      case Schema.StringType type -> checkString(type, value, place);
      case Schema.BytesType type -> checkBytes(type, value, place);
      case Schema.LinkType _ -> require(value instanceof Node.Link, place, "must be a CID link");
      case Schema.BlobType type -> checkBlob(type, value, place);
      case Schema.ArrayType type -> checkArray(type, value, place);
      case Schema.ObjectType type -> checkObject(type, value, place);
      case Schema.RecordType(_, var type) -> checkObject(type, value, place);
      case Schema.RefType(var target) -> check(source.require(target), value, place);
      case Schema.UnionType type -> checkUnion(type, value, place);
      case Schema.UnknownType _ ->
          require(value instanceof Node.Obj && !isBlob(value), place, "must be an object");
      case Schema.TokenType(var name) ->
          require(
              value instanceof Node.Text(String text) && text.equals(name.toString()),
              place,
              "must be " + name);
      case Schema.ParamsType _,
          Schema.QueryType _,
          Schema.ProcedureType _,
          Schema.SubscriptionType _,
          Schema.PermissionSetType _ ->
          throw place.wrong("has a schema that is not one of data");
    }
  }

  private static void require(boolean fits, Place place, String problem) {
    if (!fits) {
      throw place.wrong(problem);
    }
  }

  private static <T> void requireAllowed(Collection<T> allowed, T value, Place place) {
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      String values =
          allowed.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
      throw place.wrong(
          allowed.size() == 1 ? "must be " + values : "must be one of (" + values + ")");
    }
  }

  private static void checkBoolean(Schema.BooleanType type, Node node, Place place) {
    if (!(node instanceof Node.Bool(boolean value))) {
      throw place.wrong("must be a boolean");
    }
    requireAllowed(type.allowed(), value, place);
  }

  private static void checkInteger(Schema.IntegerType type, Node node, Place place) {
    if (!(node instanceof Node.Int(long value))) {
      throw place.wrong("must be an integer");
    }
    requireAllowed(type.allowed(), value, place);
    require(value >= type.range().least(), place, "can not be less than " + type.range().least());
    require(value <= type.range().most(), place, "can not be greater than " + type.range().most());
  }

  private static void checkString(Schema.StringType type, Node node, Place place) {
    if (!(node instanceof Node.Text(String value))) {
      throw place.wrong("must be a string");
    }
    requireAllowed(type.allowed(), value, place);
    if (!type.length().isAny()) {
      checkLength(type.length(), Utf8.length(value), place, "UTF-8 bytes");
    }
    if (!type.graphemes().isAny() && !Graphemes.fit(value, type.graphemes())) {
      checkLength(type.graphemes(), Graphemes.count(value), place, "graphemes");
    }
    if (type.format().isPresent() && !type.format().get().accepts(value)) {
      throw place.wrong("must be a valid " + type.format().get());
    }
  }

  private static void checkLength(Bounds bounds, long length, Place place, String unit) {
    if (length < bounds.least()) {
      throw place.wrong("must not be shorter than %d %s".formatted(bounds.least(), unit));
    }
    if (length > bounds.most()) {
      throw place.wrong("must not be longer than %d %s".formatted(bounds.most(), unit));
    }
  }

  private static void checkBytes(Schema.BytesType type, Node node, Place place) {
    if (!(node instanceof Node.ByteString(var value))) {
      throw place.wrong("must be a byte string");
    }
    checkLength(type.length(), value.length(), place, "bytes");
  }

  private static boolean isBlob(Node node) {
    return node instanceof Node.Obj(var fields)
        && fields.get(TYPE) instanceof Node.Text(String type)
        && type.equals(BLOB);
  }

  private static void checkBlob(Schema.BlobType type, Node node, Place place) {
    if (!isBlob(node)
        || !(node instanceof Node.Obj(var fields))
        || !(fields.get("ref") instanceof Node.Link)
        || !(fields.get("mimeType") instanceof Node.Text(String mimeType))
        || !(fields.get("size") instanceof Node.Int(long size))) {
      throw place.wrong("must be a blob");
    }
    require(
        type.accepts(mimeType),
        place,
        "must be a blob of " + String.join(" or ", type.accept()) + ", not " + mimeType);
    require(
        size <= type.maxSize(), place, "must be a blob of at most " + type.maxSize() + " bytes");
  }

  private void checkArray(Schema.ArrayType type, Node node, Place place) {
    if (!(node instanceof Node.Array(List<Node> items))) {
      throw place.wrong("must be an array");
    }
    if (items.size() < type.length().least()) {
      throw place.wrong("must not have fewer than " + type.length().least() + " elements");
    }
    if (items.size() > type.length().most()) {
      throw place.wrong("must not have more than " + type.length().most() + " elements");
    }
    for (int i = 0; i < items.size(); i++) {
      check(type.items(), items.get(i), place.below(i));
    }
  }

  private void checkObject(Schema.ObjectType type, Node node, Place place) {
    if (!(node instanceof Node.Obj(Map<String, Node> fields)) || isBlob(node)) {
      throw place.wrong("must be an object");
    }
    for (var entry : type.properties().entrySet()) {
      Schema.Property property = entry.getValue();
      Node value = fields.get(entry.getKey());
      if (value == null) {
        require(!property.required(), place, "must have the property \"" + entry.getKey() + "\"");
      } else if (!(value instanceof Node.Null) || !property.nullable()) {
        check(property.schema(), value, place.below(entry.getKey()));
      }
    }
  }

  private void checkUnion(Schema.UnionType type, Node node, Place place) {
    if (!(node instanceof Node.Obj(Map<String, Node> fields))
        || !(fields.get(TYPE) instanceof Node.Text(String name))) {
      throw place.wrong("must be an object which includes the \"$type\" property");
    }
    SchemaRef ref =
        type.refs().get(name.endsWith("#main") ? name.substring(0, name.length() - 5) : name);
    if (ref != null) {
      check(source.require(ref), node, place);
    } else if (type.closed()) {
      throw place.wrong("$type must be one of " + String.join(", ", type.refs().keySet()));
    }
  }
}
