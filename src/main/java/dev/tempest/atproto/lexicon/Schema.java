package dev.tempest.atproto.lexicon;

import dev.tempest.atproto.data.Node;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a piece of data, a record or a method must be. Kept is what data is checked against; what
 * only people and code generators read, such as known values, is dropped when a document is read.
 */
public sealed interface Schema {
  /** {@code allowed}: empty for both; a const is the one that is allowed. */
  record BooleanType(Set<Boolean> allowed) implements Schema {
    public BooleanType {
      allowed = Set.copyOf(allowed);
    }
  }

  record IntegerType(Bounds range, Set<Long> allowed) implements Schema {
    public IntegerType {
      allowed = Set.copyOf(allowed);
    }
  }

  /** {@code length} counts bytes of UTF-8. */
  record StringType(
      Optional<TextFormat> format, Bounds length, Bounds graphemes, Set<String> allowed)
      implements Schema {
    public StringType {
      allowed = Set.copyOf(allowed);
    }
  }

  record BytesType(Bounds length) implements Schema {}

  /** A CID in the form of the data model, not as a string. */
  record LinkType() implements Schema {}

  /** {@code accept}: MIME types, {@code "image/*"} among them; empty for any. */
  record BlobType(List<String> accept, long maxSize) implements Schema {
    public BlobType {
      accept = List.copyOf(accept);
    }

    boolean accepts(String mimeType) {
      return accept.isEmpty() || accept.stream().anyMatch(pattern -> matches(pattern, mimeType));
    }

    private static boolean matches(String pattern, String mimeType) {
      return pattern.equals("*/*")
          || pattern.equals(mimeType)
          || (pattern.endsWith("/*")
              && mimeType.startsWith(pattern.substring(0, pattern.length() - 1)));
    }
  }

  record ArrayType(Schema items, Bounds length) implements Schema {}

  /** One field of an object; {@code required} only where no default stands in for it. */
  record Property(Schema schema, boolean required, boolean nullable) {}

  /** Other fields than these are allowed too. */
  record ObjectType(Map<String, Property> properties) implements Schema {
    public ObjectType {
      properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }
  }

  record RefType(SchemaRef target) implements Schema {}

  /** An object of one of several types, by what its {@code $type} says. */
  record UnionType(Map<String, SchemaRef> refs, boolean closed) implements Schema {
    public UnionType {
      refs = Collections.unmodifiableMap(new LinkedHashMap<>(refs));
    }
  }

  /** Any object. */
  record UnknownType() implements Schema {}

  /** A name that stands for itself. */
  record TokenType(SchemaRef name) implements Schema {}

  /** The parameters of a URL: booleans, integers, strings, and arrays of those. */
  record ParamsType(ObjectType object) implements Schema {
    static final ParamsType NONE = new ParamsType(new ObjectType(Map.of()));
  }

  record RecordType(KeyRule key, ObjectType object) implements Schema {}

  /** What goes in or comes out of a method; no encoding when nothing does. */
  record Body(Optional<String> encoding, Optional<Schema> schema) {
    static final Body NONE = new Body(Optional.empty(), Optional.empty());
  }

  record QueryType(ParamsType parameters, Body output, List<String> errors) implements Schema {
    public QueryType {
      errors = List.copyOf(errors);
    }
  }

  record ProcedureType(ParamsType parameters, Body input, Body output, List<String> errors)
      implements Schema {
    public ProcedureType {
      errors = List.copyOf(errors);
    }
  }

  record SubscriptionType(ParamsType parameters, Optional<UnionType> message, List<String> errors)
      implements Schema {
    public SubscriptionType {
      errors = List.copyOf(errors);
    }
  }

  /** What an app may ask for by one name; each permission as the document has it. */
  record PermissionSetType(
      Optional<String> title, Optional<String> detail, List<Node.Obj> permissions)
      implements Schema {
    public PermissionSetType {
      permissions = List.copyOf(permissions);
    }
  }
}
