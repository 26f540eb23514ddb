package dev.tempest.record;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.lexicon.KeyRule;
import dev.tempest.atproto.lexicon.LexiconException;
import dev.tempest.atproto.lexicon.Schema;
import dev.tempest.atproto.lexicon.UnresolvedException;
import dev.tempest.atproto.lexicon.Validator;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.fault.Refusal;
import dev.tempest.lexicon.Lexicons;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code validate} flag of the write methods: records against the schemas of their types. */
@Singleton
final class Validation {
  private static final String VALID = "valid";
  private static final String UNKNOWN = "unknown";

  private final Lexicons lexicons;
  private final Validator validator;

  Validation(Lexicons lexicons) {
    this.lexicons = lexicons;
    this.validator = new Validator(lexicons);
  }

  /**
   * A record with its {@code $type}.
   *
   * @param status the answer's {@code validationStatus}; null when the caller asked for no
   *     validation
   */
  record Checked(Node.Obj record, @Nullable String status) {}

  /**
   * Refuses a record that its schema rules out, and, when {@code validate} is true, one whose
   * schema nobody knows. {@code rkey} null: the server will choose a TID.
   */
  Checked check(Nsid collection, @Nullable RecordKey rkey, Node value, @Nullable Boolean validate) {
    Node.Obj record = EncodedRecord.typed(collection, value);
    if (Boolean.FALSE.equals(validate)) {
      return new Checked(record, null);
    }
    boolean known = isValid(collection, rkey, record);
    if (!known && validate != null) {
      throw Refusal.invalid("Unknown lexicon type: " + collection);
    }
    return new Checked(record, known ? VALID : UNKNOWN);
  }

  /** False when there is no schema to say so. */
  private boolean isValid(Nsid collection, @Nullable RecordKey rkey, Node.Obj record) {
    if (lexicons.isKnownRecord(collection)) {
      return true;
    }
    Optional<Schema> schema = lexicons.find(collection).flatMap(lexicon -> lexicon.main());
    if (schema.isEmpty()) {
      return false;
    }
    if (!(schema.get() instanceof Schema.RecordType type)) {
      throw Refusal.invalid("Lexicon type " + collection + " is not that of a record");
    }
    requireKey(collection, type.key(), rkey);
    try {
      validator.checkRecord(type, record);
      return true;
    } catch (UnresolvedException missing) {
      return false;
    } catch (LexiconException fault) {
      throw Refusal.invalid("Invalid %s record: %s".formatted(collection, fault.getMessage()));
    }
  }

  private static void requireKey(Nsid collection, KeyRule rule, @Nullable RecordKey rkey) {
    boolean allowed =
        rkey == null
            ? rule instanceof KeyRule.TidKey || rule instanceof KeyRule.AnyKey
            : rule.allows(rkey);
    if (!allowed) {
      throw Refusal.invalid(
          "Invalid record key%s: %s records have %s for their key"
              .formatted(rkey == null ? "" : " " + rkey, collection, rule));
    }
  }
}
