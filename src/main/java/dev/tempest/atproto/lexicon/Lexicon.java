package dev.tempest.atproto.lexicon;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Nsid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One document: an NSID and the definitions below it. Immutable. */
public record Lexicon(Nsid id, Map<String, Schema> definitions) {
  private static final long VERSION = 1;
  private static final String TYPE = "com.atproto.lexicon.schema";

  public Lexicon {
    definitions = Map.copyOf(definitions);
  }

  /**
   * Reads a document.
   *
   * @throws LexiconException when it is not a lexicon
   */
  public static Lexicon of(Node.Obj document) {
    var fields = new Fields(document, "");
    if (fields.integer("lexicon") != VERSION) {
      throw fields.wrong("lexicon", "must be " + VERSION);
    }
    if (!fields.optionalText("$type").orElse(TYPE).equals(TYPE)) {
      throw fields.wrong("$type", "must be " + TYPE);
    }
    fields.optionalText("description");
    fields.optionalInteger("revision");
    Nsid id = fields.nsid("id");
    Fields defs = fields.object("defs");
    var definitions = new LinkedHashMap<String, Schema>();
    for (String name : defs.names()) {
      if (!SchemaRef.isName(name)) {
        throw defs.wrong(name, "is not a name for a definition");
      }
      definitions.put(name, new DefinitionReader(id, name).read(defs.object(name)));
    }
    return new Lexicon(id, definitions);
  }

  /** Reads a document of JSON in UTF-8; {@link LexiconException} as {@link #of}. */
  public static Lexicon parse(byte[] json) {
    try {
      return of(DagJson.parse(json));
    } catch (DecodeException noData) {
      throw new LexiconException("", "is not JSON of the data model: " + noData.getMessage());
    }
  }

  public Optional<Schema> find(String definition) {
    return Optional.ofNullable(definitions.get(definition));
  }

  public Optional<Schema> main() {
    return find(SchemaRef.MAIN);
  }

  /** Every definition that this document refers to, its own among them. */
  public Set<SchemaRef> references() {
    var found = new TreeSet<SchemaRef>(java.util.Comparator.comparing(SchemaRef::toString));
    definitions.values().forEach(schema -> collect(schema, found::add));
    return found;
  }

  private static void collect(Schema schema, Consumer<SchemaRef> found) {
    switch (schema) {
      case Schema.RefType(var target) -> found.accept(target);
      case Schema.UnionType union -> union.refs().values().forEach(found);
      case Schema.ArrayType array -> collect(array.items(), found);
      case Schema.ObjectType object ->
          object.properties().values().forEach(property -> collect(property.schema(), found));
      case Schema.RecordType(_, var object) -> collect(object, found);
      case Schema.QueryType(_, var output, _) -> output.schema().ifPresent(s -> collect(s, found));
      case Schema.ProcedureType(_, var input, var output, _) -> {
        input.schema().ifPresent(s -> collect(s, found));
        output.schema().ifPresent(s -> collect(s, found));
      }
      case Schema.SubscriptionType(_, var message, _) ->
          message.ifPresent(union -> collect(union, found));
      case Schema.BooleanType _,
          Schema.IntegerType _,
          Schema.StringType _,
          Schema.BytesType _,
          Schema.LinkType _,
          Schema.BlobType _,
          Schema.UnknownType _,
          Schema.TokenType _,
          Schema.ParamsType _,
          Schema.PermissionSetType _ -> {}
    }
  }
}
