package dev.tempest.atproto.lexicon;

import java.util.regex.Pattern;

/** Counts what a reader takes for characters. Unicode Standard Annex 29. */
final class Graphemes {
  /** An extended grapheme cluster; unlike a {@code BreakIterator} it needs no locale data. */
  private static final Pattern CLUSTER = Pattern.compile("\\X");

  private Graphemes() {}

  /** Whether {@code text} has as many as {@code bounds} ask for. */
  static boolean fit(String text, Bounds bounds) {
    // never more than chars, so a short text need not be counted
    boolean shortEnough = text.length() <= bounds.most();
    return (shortEnough && bounds.least() <= 0) || bounds.contain(count(text));
  }

  static long count(String text) {
    return isPlain(text) ? text.length() : CLUSTER.matcher(text).results().count();
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || c == '\r') { // CR LF is one
        return false;
      }
    }
    return true;
  }
}
