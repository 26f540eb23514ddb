package dev.tempest.atproto.syntax;

import java.util.HashSet;
import java.util.Locale;
import java.util.regex.Pattern;

/** A BCP 47 language tag. Spec: /specs/lexicon, "language"; RFC 5646 §2.2.9. */
public record Language(String value) {
  private static final Pattern SYNTAX = Pattern.compile("(i|[xX]|[a-z]{2,3})(-[a-zA-Z0-9]+)*");
  private static final Pattern VARIANT = Pattern.compile("[a-z0-9]{5,8}|[0-9][a-z0-9]{3}");

  public Language {
    if (!isWellFormed(value) || repeatsSubtag(value)) {
      throw new SyntaxException("language", value);
    }
  }

  /** Whether {@code text} looks like one; subtags may still repeat. */
  static boolean isWellFormed(String text) {
    return text.length() <= 128 && SYNTAX.matcher(text).matches();
  }

  // variants stand before the first singleton, extensions behind; after x all is private
  private static boolean repeatsSubtag(String text) {
    var seen = new HashSet<String>();
    boolean inExtension = false;
    String[] subtags = text.toLowerCase(Locale.ROOT).split("-", -1);
    for (int i = 1; i < subtags.length; i++) {
      String subtag = subtags[i];
      if (subtag.equals("x") || subtags[0].equals("x")) {
        return false;
      }
      boolean singleton = subtag.length() == 1;
      inExtension |= singleton;
      boolean counts = singleton || (!inExtension && VARIANT.matcher(subtag).matches());
      if (counts && !seen.add(subtag)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return value;
  }
}
