package dev.tempest.atproto.syntax;

import java.util.regex.Pattern;

/** Formats that nothing carries as a type: checks for lexicon strings. */
public final class StringFormats {
  private static final Pattern URI = Pattern.compile("[a-z][a-zA-Z0-9+.-]*:[^\\s]+");
  private static final int LONGEST_URI = 8192;
  private static final Pattern CID = Pattern.compile("[a-zA-Z0-9+=]{8,256}");

  private StringFormats() {}

  /** Any scheme, no white space. Spec: /specs/lexicon, "uri". */
  public static boolean isUri(String text) {
    return text.length() <= LONGEST_URI && URI.matcher(text).matches();
  }

  /** Any version but 0, any codec and multibase. Spec: /specs/lexicon, "cid". */
  public static boolean isCid(String text) {
    return CID.matcher(text).matches() && !text.startsWith("Qmb");
  }
}
