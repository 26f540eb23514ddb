package dev.tempest.atproto.lexicon;

import dev.tempest.atproto.lexicon.Schema.ArrayType;
import dev.tempest.atproto.lexicon.Schema.BlobType;
import dev.tempest.atproto.lexicon.Schema.BooleanType;
import dev.tempest.atproto.lexicon.Schema.BytesType;
import dev.tempest.atproto.lexicon.Schema.IntegerType;
import dev.tempest.atproto.lexicon.Schema.LinkType;
import dev.tempest.atproto.lexicon.Schema.ObjectType;
import dev.tempest.atproto.lexicon.Schema.Property;
import dev.tempest.atproto.lexicon.Schema.RefType;
import dev.tempest.atproto.lexicon.Schema.StringType;
import dev.tempest.atproto.lexicon.Schema.UnionType;
import dev.tempest.atproto.lexicon.Schema.UnknownType;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.SyntaxException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the schema of one piece of data in the document of {@code lexicon}. */
record FieldReader(Nsid lexicon) {
  /* Depth: documents are read as data, which nests 64 deep at most. */

  Schema read(Fields fields) {
    String type = fields.text("type");
    fields.optionalText("description");
    return switch (type) {
      case "boolean" -> bool(fields);
      case "integer" -> integer(fields);
      case "string" -> string(fields);
      case "bytes" -> new BytesType(length(fields, "minLength", "maxLength"));
      case "cid-link" -> new LinkType();
      case "blob" -> blob(fields);
      case "array" ->
          new ArrayType(read(fields.object("items")), length(fields, "minLength", "maxLength"));
      case "object" -> object(fields);
      case "ref" -> new RefType(ref(fields, "ref", fields.text("ref")));
      case "union" -> union(fields);
      case "unknown" -> new UnknownType();
      default -> throw fields.wrong("type", "is not one for data: " + type);
    };
  }

  ObjectType object(Fields fields) {
    var required = new HashSet<>(fields.texts("required"));
    var nullable = new HashSet<>(fields.texts("nullable"));
    var properties = new LinkedHashMap<String, Property>();
    Optional<Fields> declared = fields.optionalObject("properties");
    for (String name : declared.map(Fields::names).orElse(Set.of())) {
      Fields property = declared.get().object(name);
      boolean mustBeGiven = required.remove(name) && !property.names().contains("default");
      properties.put(name, new Property(read(property), mustBeGiven, nullable.remove(name)));
    }
    requireEmpty(fields, "required", required);
    requireEmpty(fields, "nullable", nullable);
    return new ObjectType(properties);
  }

  private static void requireEmpty(Fields fields, String list, Set<String> undeclared) {
    if (!undeclared.isEmpty()) {
      throw fields.wrong(list, "names what is not a property: " + undeclared.iterator().next());
    }
  }

  private static Schema bool(Fields fields) {
    fields.optionalFlag("default");
    return new BooleanType(fields.optionalFlag("const").map(Set::of).orElse(Set.of()));
  }

  private static Schema integer(Fields fields) {
    Set<Long> allowed = allowed(fields, fields.integers("enum"), fields.optionalInteger("const"));
    var schema = new IntegerType(bounds(fields, "minimum", "maximum"), allowed);
    fields
        .optionalInteger("default")
        .filter(value -> !isAllowed(allowed, value) || !schema.range().contain(value))
        .ifPresent(_ -> refuseDefault(fields));
    return schema;
  }

  private static Schema string(Fields fields) {
    fields.texts("knownValues");
    Optional<TextFormat> format =
        fields
            .optionalText("format")
            .map(
                label ->
                    TextFormat.find(label)
                        .orElseThrow(() -> fields.wrong("format", "is not known: " + label)));
    Set<String> allowed = allowed(fields, fields.texts("enum"), fields.optionalText("const"));
    fields
        .optionalText("default")
        .filter(value -> !isAllowed(allowed, value))
        .ifPresent(_ -> refuseDefault(fields));
    return new StringType(
        format,
        length(fields, "minLength", "maxLength"),
        length(fields, "minGraphemes", "maxGraphemes"),
        allowed);
  }

  private static void refuseDefault(Fields fields) {
    throw fields.wrong("default", "is not a value that the schema allows");
  }

  private static <T> boolean isAllowed(Set<T> allowed, T value) {
    return allowed.isEmpty() || allowed.contains(value);
  }

  /** A const is an enum of one. */
  private static <T> Set<T> allowed(Fields fields, Collection<T> values, Optional<T> constant) {
    if (fields.names().contains("enum") && values.isEmpty()) {
      throw fields.wrong("enum", "must not be empty");
    }
    return constant.<Set<T>>map(Set::of).orElseGet(() -> Set.copyOf(values));
  }

  private static Schema blob(Fields fields) {
    List<String> accept = fields.texts("accept");
    for (String pattern : accept) {
      if (pattern.indexOf('/') < 1) {
        throw fields.wrong("accept", "must hold MIME types or patterns such as \"image/*\"");
      }
    }
    return new BlobType(accept, fields.optionalInteger("maxSize").orElse(Long.MAX_VALUE));
  }

  private Schema union(Fields fields) {
    fields.require("refs");
    var refs = new LinkedHashMap<String, SchemaRef>();
    for (String text : fields.texts("refs")) {
      SchemaRef ref = ref(fields, "refs", text);
      refs.put(ref.toString(), ref);
    }
    boolean closed = fields.optionalFlag("closed").orElse(false);
    if (closed && refs.isEmpty()) {
      throw fields.wrong("refs", "must not be empty in a closed union");
    }
    return new UnionType(refs, closed);
  }

  private SchemaRef ref(Fields fields, String field, String text) {
    try {
      return SchemaRef.parse(text, lexicon);
    } catch (SyntaxException malformed) {
      throw fields.wrong(field, "must be the name of a definition: " + text);
    }
  }

  private static Bounds length(Fields fields, String least, String most) {
    for (String name : List.of(least, most)) {
      if (fields.optionalInteger(name).orElse(0L) < 0) {
        throw fields.wrong(name, "must not be negative");
      }
    }
    return bounds(fields, least, most);
  }

  private static Bounds bounds(Fields fields, String least, String most) {
    var bounds =
        new Bounds(
            fields.optionalInteger(least).orElse(Long.MIN_VALUE),
            fields.optionalInteger(most).orElse(Long.MAX_VALUE));
    if (bounds.least() > bounds.most()) {
      throw fields.wrong(least, "must not be greater than " + most);
    }
    return bounds;
  }
}
