package dev.tempest.atproto.lexicon;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.lexicon.Schema.Body;
import dev.tempest.atproto.lexicon.Schema.ObjectType;
import dev.tempest.atproto.lexicon.Schema.ParamsType;
import dev.tempest.atproto.lexicon.Schema.UnionType;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one definition of a document: a record, a method, a permission set, or data. */
final class DefinitionReader {
  private final SchemaRef name;
  private final FieldReader data;

  DefinitionReader(Nsid lexicon, String definition) {
    this.name = new SchemaRef(lexicon, definition);
    this.data = new FieldReader(lexicon);
  }

  Schema read(Fields fields) {
    String type = fields.text("type");
    fields.optionalText("description");
    return switch (type) {
      case "record" -> record(primary(fields));
      case "query" ->
          new Schema.QueryType(parameters(primary(fields)), body(fields, "output"), errors(fields));
      case "procedure" ->
          new Schema.ProcedureType(
              parameters(primary(fields)),
              body(fields, "input"),
              body(fields, "output"),
              errors(fields));
      case "subscription" ->
          new Schema.SubscriptionType(parameters(primary(fields)), message(fields), errors(fields));
      case "permission-set" -> permissionSet(primary(fields));
      case "token" -> new Schema.TokenType(name);
      // a reference or union under a name of its own could go round in circles
      case "ref", "union", "unknown", "params" ->
          throw fields.wrong("type", "must not be that of a definition: " + type);
      default -> data.read(fields);
    };
  }

  private Fields primary(Fields fields) {
    if (!name.definition().equals(SchemaRef.MAIN)) {
      throw fields.wrong("type", "is for the definition \"main\" only: " + fields.text("type"));
    }
    return fields;
  }

  private Schema record(Fields fields) {
    Fields record = fields.object("record");
    if (data.read(record) instanceof ObjectType object) {
      return new Schema.RecordType(key(fields), object);
    }
    throw record.wrong("type", "must be \"object\"");
  }

  private static KeyRule key(Fields fields) {
    String key = fields.text("key");
    return switch (key) {
      case "any" -> new KeyRule.AnyKey();
      case "tid" -> new KeyRule.TidKey();
      case "nsid" -> new KeyRule.NsidKey();
      default -> {
        String literal = key.startsWith(KeyRule.LITERAL) ? key.substring(8) : "";
        if (!RecordKey.isValid(literal)) {
          throw fields.wrong("key", "must be \"any\", \"tid\", \"nsid\" or \"literal:…\"");
        }
        yield new KeyRule.LiteralKey(new RecordKey(literal));
      }
    };
  }

  private ParamsType parameters(Fields fields) {
    Optional<Fields> parameters = fields.optionalObject("parameters");
    if (parameters.isEmpty()) {
      return ParamsType.NONE;
    }
    if (!parameters.get().text("type").equals("params")) {
      throw parameters.get().wrong("type", "must be \"params\"");
    }
    ObjectType object = data.object(parameters.get());
    object
        .properties()
        .forEach((field, property) -> requireFlat(parameters.get(), field, property));
    return new ParamsType(object);
  }

  private static void requireFlat(Fields fields, String field, Schema.Property property) {
    Schema schema = property.schema();
    Schema item = schema instanceof Schema.ArrayType array ? array.items() : schema;
    boolean flat =
        item instanceof Schema.BooleanType
            || item instanceof Schema.IntegerType
            || item instanceof Schema.StringType
            || item instanceof Schema.UnknownType;
    if (!flat) {
      throw fields.wrong("properties/" + field, "must be of a type that fits into a URL");
    }
  }

  private Body body(Fields fields, String name) {
    Optional<Fields> body = fields.optionalObject(name);
    if (body.isEmpty()) {
      return Body.NONE;
    }
    body.get().optionalText("description");
    String encoding = body.get().text("encoding");
    Optional<Fields> schema = body.get().optionalObject("schema");
    return new Body(Optional.of(encoding), schema.map(this::bodySchema));
  }

  private Schema bodySchema(Fields fields) {
    return switch (data.read(fields)) {
      case ObjectType object -> object;
      case Schema.RefType ref -> ref;
      case UnionType union -> union;
      default -> throw fields.wrong("type", "must be \"object\", \"ref\" or \"union\"");
    };
  }

  private Optional<UnionType> message(Fields fields) {
    return fields
        .optionalObject("message")
        .map(
            message -> {
              Fields schema = message.object("schema");
              if (data.read(schema) instanceof UnionType union) {
                return union;
              }
              throw schema.wrong("type", "must be \"union\"");
            });
  }

  private static List<String> errors(Fields fields) {
    var names = new ArrayList<String>();
    for (Fields error : fields.objects("errors")) {
      error.optionalText("description");
      String name = error.text("name");
      if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
        throw error.wrong("name", "must be one word");
      }
      names.add(name);
    }
    return names;
  }

  private static Schema permissionSet(Fields fields) {
    for (String translated : List.of("title:lang", "detail:lang")) {
      fields
          .optionalObject(translated)
          .ifPresent(languages -> languages.names().forEach(languages::text));
    }
    fields.require("permissions");
    var permissions = new ArrayList<Node.Obj>();
    for (Fields permission : fields.objects("permissions")) {
      if (!permission.text("type").equals("permission")) {
        throw permission.wrong("type", "must be \"permission\"");
      }
      permission.text("resource");
      permissions.add(permission.object());
    }
    return new Schema.PermissionSetType(
        fields.optionalText("title"), fields.optionalText("detail"), permissions);
  }
}
