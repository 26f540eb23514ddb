package dev.tempest.atproto.syntax;

/**
 * A CID of any version but 0, in any multibase, as a string field of a record may hold it. Only the
 * form is checked; {@code data.Cid} is the one that can be followed. Spec: /specs/lexicon, "cid".
 */
public record CidText(String value) {
  private static final int SHORTEST = 8;
  private static final int LONGEST = 256;
  private static final String VERSION_0 = "Qm";

  public CidText {
    if (!isValid(value)) {
      throw new SyntaxException("cid", value);
    }
  }

  public static boolean isValid(String value) {
    if (value.length() < SHORTEST || value.length() > LONGEST || value.startsWith(VERSION_0)) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!Ascii.isLetterOrDigit(c) && c != '+' && c != '=') {
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
