package dev.tempest.lexicon;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.lexicon.Lexicon;
import dev.tempest.atproto.lexicon.LexiconException;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.RecordPath;
import java.util.Optional;

/** A lexicon as a record in the repository of its authority. */
record PublishedLexicon(AtUri uri, Cid cid, Node.Obj record, Lexicon lexicon) {
  /** The collection that holds them, each under its NSID. */
  static final Nsid COLLECTION = new Nsid("com.atproto.lexicon.schema");

  static RecordPath path(Nsid id) {
    return new RecordPath(COLLECTION, new RecordKey(id.value()));
  }

  /** Empty when the record is not the lexicon {@code id}. */
  static Optional<PublishedLexicon> of(Did did, Nsid id, Cid cid, Node record) {
    boolean typed =
        record instanceof Node.Obj(var fields)
            && new Node.Text(COLLECTION.value()).equals(fields.get("$type"));
    if (!typed) {
      return Optional.empty();
    }
    var document = (Node.Obj) record;
    try {
      var lexicon = Lexicon.of(document);
      return lexicon.id().equals(id)
          ? Optional.of(new PublishedLexicon(AtUri.of(did, path(id)), cid, document, lexicon))
          : Optional.empty();
    } catch (LexiconException noLexicon) {
      return Optional.empty();
    }
  }
}
