package dev.tempest.atproto.lexicon;

import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.CidText;
import dev.tempest.atproto.syntax.Datetime;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Language;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.atproto.syntax.Uri;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a string may have to be. Spec: /specs/lexicon, "String Formats". */
public enum TextFormat {
  AT_IDENTIFIER("at-identifier", text -> Did.isValid(text) || Handle.isValid(text)),
  AT_URI("at-uri", AtUri::isValid),
  CID("cid", CidText::isValid),
  DATETIME("datetime", parsesAs(Datetime::new)),
  DID("did", Did::isValid),
  HANDLE("handle", Handle::isValid),
  LANGUAGE("language", parsesAs(Language::new)),
  NSID("nsid", Nsid::isValid),
  RECORD_KEY("record-key", RecordKey::isValid),
  TID("tid", Tid::isValid),
  URI("uri", Uri::isValid);

  private final String label;
  private final Predicate<String> condition;

  TextFormat(String label, Predicate<String> condition) {
    this.label = label;
    this.condition = condition;
  }

  static Optional<TextFormat> find(String label) {
    return Stream.of(values()).filter(format -> format.label.equals(label)).findFirst();
  }

  public boolean accepts(String text) {
    return condition.test(text);
  }

  private static Predicate<String> parsesAs(Consumer<String> constructor) {
    return text -> {
      try {
        constructor.accept(text);
        return true;
      } catch (SyntaxException malformed) {
        return false;
      }
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
