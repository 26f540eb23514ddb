package dev.tempest.atproto.lexicon;

import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.Tid;

/** Which keys the records of a collection have. Spec: /specs/record-key, "Record Key Types". */
public sealed interface KeyRule {
  String LITERAL = "literal:";

  boolean allows(RecordKey key);

  record AnyKey() implements KeyRule {
    @Override
    public boolean allows(RecordKey key) {
      return true;
    }

    @Override
    public String toString() {
      return "any record key";
    }
  }

  record TidKey() implements KeyRule {
    @Override
    public boolean allows(RecordKey key) {
      return Tid.isValid(key.value());
    }

    @Override
    public String toString() {
      return "a TID";
    }
  }

  record NsidKey() implements KeyRule {
    @Override
    public boolean allows(RecordKey key) {
      return Nsid.isValid(key.value());
    }

    @Override
    public String toString() {
      return "an NSID";
    }
  }

  record LiteralKey(RecordKey key) implements KeyRule {
    @Override
    public boolean allows(RecordKey other) {
      return key.equals(other);
    }

    @Override
    public String toString() {
      return "\"" + key + "\"";
    }
  }
}
