package dev.tempest.xrpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.atproto.syntax.Tid;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The types that are strings on the wire, in JSON and in queries. */
final class ValueTypes {
  /** One type, and what makes it of text or throws. */
  record ValueType<T>(Class<T> type, Function<String, T> parser) {
    /** {@link SyntaxException} or {@link DecodeException}. */
    T parse(String text) {
      return parser.apply(text);
    }

    private void addTo(SimpleModule module) {
      module.addSerializer(type, new ToStringSerializer(type));
      module.addDeserializer(type, new TextDeserializer<>(this));
    }
  }

  private static final List<ValueType<?>> ALL =
      List.of(
          new ValueType<>(Did.class, Did::new),
          new ValueType<>(Handle.class, Handle::new),
          new ValueType<>(AtIdentifier.class, AtIdentifier::of),
          new ValueType<>(AtUri.class, AtUri::new),
          new ValueType<>(Nsid.class, Nsid::new),
          new ValueType<>(RecordKey.class, RecordKey::new),
          new ValueType<>(Tid.class, Tid::new),
          new ValueType<>(Cid.class, Cid::parse));

  private ValueTypes() {}

  @SuppressWarnings("unchecked") // the entry's own type says so
  static <T> Optional<ValueType<T>> find(Class<T> type) {
    return ALL.stream()
        .filter(entry -> entry.type() == type)
        .map(entry -> (ValueType<T>) entry)
        .findFirst();
  }

  static SimpleModule module() {
    var module = new SimpleModule("tempest-value-types");
    ALL.forEach(entry -> entry.addTo(module));
    module.addSerializer(Node.class, new NodeSerializer());
    module.addDeserializer(Node.class, new NodeDeserializer<>(Node.class));
    module.addDeserializer(Node.Obj.class, new NodeDeserializer<>(Node.Obj.class));
    return module;
  }

  /** A well-formed JSON value whose content is wrong; the message says how. */
  static final class InvalidValueException extends MismatchedInputException {
    InvalidValueException(JsonParser parser, String message, Class<?> target) {
      super(parser, message, target);
    }
  }

  private static final class TextDeserializer<T> extends StdDeserializer<T> {
    private final transient ValueType<T> entry;

    TextDeserializer(ValueType<T> entry) {
      super(entry.type());
      this.entry = entry;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        throw new InvalidValueException(parser, "must be a string", entry.type());
      }
      try {
        return entry.parse(parser.getText());
      } catch (SyntaxException | DecodeException fault) {
        throw new InvalidValueException(parser, String.valueOf(fault.getMessage()), entry.type());
      }
    }
  }

  private static final class NodeDeserializer<T extends Node> extends StdDeserializer<T> {
    private final Class<T> type;

    NodeDeserializer(Class<T> type) {
      super(type);
      this.type = type;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      try {
        Node node = DagJson.read(parser);
        if (!type.isInstance(node)) {
          throw new InvalidValueException(parser, "must be an object", type);
        }
        return type.cast(node);
      } catch (DecodeException fault) {
        throw new InvalidValueException(parser, String.valueOf(fault.getMessage()), type);
      }
    }
  }

  private static final class NodeSerializer extends StdSerializer<Node> {
    NodeSerializer() {
      super(Node.class);
    }

    @Override
    public void serialize(Node node, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      DagJson.write(node, generator);
    }
  }
}
