package dev.tempest.atproto.lexicon;

import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.SyntaxException;

/** The name of a definition: {@code "com.example.thing#part"}, without {@code "#main"}. */
public record SchemaRef(Nsid lexicon, String definition) {
  static final String MAIN = "main";

  /** Reads a full name, or {@code "#part"} of the lexicon {@code here}. */
  static SchemaRef parse(String text, Nsid here) {
    int hash = text.indexOf('#');
    Nsid lexicon = hash == 0 ? here : new Nsid(hash < 0 ? text : text.substring(0, hash));
    String definition = hash < 0 ? MAIN : text.substring(hash + 1);
    if (!isName(definition)) {
      throw new SyntaxException("reference", text);
    }
    return new SchemaRef(lexicon, definition);
  }

  static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && (i == 0 || ((c < '0' || c > '9') && c != '_' && c != '-'))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  @Override
  public String toString() {
    return definition.equals(MAIN) ? lexicon.value() : lexicon.value() + '#' + definition;
  }
}
