package dev.tempest.atproto.syntax;

/**
 * A URI of any scheme: the scheme, a colon and something without white space, at most 8192
 * characters. Not more is checked, and letters beyond ASCII pass, as people paste them. Spec:
 * /specs/lexicon, "uri".
 */
public record Uri(String value) {
  private static final int LONGEST = 8192;
  private static final int LONGEST_SCHEME = 81;

  public Uri {
    if (!isValid(value)) {
      throw new SyntaxException("uri", value);
    }
  }

  public static boolean isValid(String value) {
    int colon = value.indexOf(':');
    return value.length() <= LONGEST
        && colon > 0
        && colon <= LONGEST_SCHEME
        && colon < value.length() - 1
        && isScheme(value, colon)
        && isVisible(value, colon + 1);
  }

  private static boolean isScheme(String value, int to) {
    for (int i = 0; i < to; i++) {
      char c = value.charAt(i);
      if (!Ascii.isLetter(c) && (i == 0 || (!Ascii.isDigit(c) && "+.-".indexOf(c) < 0))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isVisible(String value, int from) {
    for (int i = from; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isISOControl(c) || Character.isSpaceChar(c)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return value;
  }
}
