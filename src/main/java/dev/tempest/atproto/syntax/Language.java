package dev.tempest.atproto.syntax;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A language tag of BCP 47, {@code "pt-BR"}, its first subtag in lower case. Form and repetition
 * are checked, not whether the subtags are registered. Spec: /specs/lexicon, "language"; RFC 5646
 * §2.1, §2.2.9.
 */
public record Language(String value) {
  private static final int LONGEST = 128; // RFC 5646 §4.4.1 asks for 35
  private static final String PRIVATE_USE = "[xX](?:-[A-Za-z0-9]{1,8})++";
  private static final Pattern WELL_FORMED =
      Pattern.compile(
          "(?:[a-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[a-z]{5,8})"
              + "(?:-[A-Za-z]{4})?"
              + "(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
              + "(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*+"
              + "(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})++)*+"
              + "(?:-"
              + PRIVATE_USE
              + ")?"
              + "|"
              + PRIVATE_USE);

  /** Tags of old that the grammar does not cover. RFC 5646 §2.1, "irregular". */
  private static final Set<String> IRREGULAR =
      Set.of(
          "en-gb-oed",
          "i-ami",
          "i-bnn",
          "i-default",
          "i-enochian",
          "i-hak",
          "i-klingon",
          "i-lux",
          "i-mingo",
          "i-navajo",
          "i-pwn",
          "i-tao",
          "i-tay",
          "i-tsu",
          "sgn-be-fr",
          "sgn-be-nl",
          "sgn-ch-de");

  public Language {
    if (!isWellFormed(value) || repeatsSubtag(value)) {
      throw new SyntaxException("language", value);
    }
  }

  /** Whether the text has the form, though perhaps the same variant or singleton twice. */
  public static boolean isWellFormed(String value) {
    return value.length() <= LONGEST
        && (WELL_FORMED.matcher(value).matches()
            || IRREGULAR.contains(value.toLowerCase(Locale.ROOT)));
  }

  private static boolean repeatsSubtag(String value) {
    Set<String> seen = new HashSet<>();
    boolean inExtension = false;
    String[] subtags = value.toLowerCase(Locale.ROOT).split("-", -1);
    for (int i = 1; i < subtags.length && !subtags[i - 1].equals("x"); i++) {
      String subtag = subtags[i];
      boolean isSingleton = subtag.length() == 1;
      boolean isVariant = !inExtension && isVariant(subtag);
      inExtension |= isSingleton;
      if ((isSingleton || isVariant) && !seen.add(subtag)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isVariant(String subtag) {
    return subtag.length() >= 5 || (subtag.length() == 4 && Ascii.isDigit(subtag.charAt(0)));
  }

  @Override
  public String toString() {
    return value;
  }
}
