package dev.tempest.atproto.syntax;

/** A string that is not what it should be; {@code type} names the lexicon format. */
public final class SyntaxException extends RuntimeException {
  private static final int MOST_SHOWN = 80;

  private final String type;

  public SyntaxException(String type, String value) {
    super("not a valid " + type + ": " + shown(value));
    this.type = type;
  }

  public String type() {
    return type;
  }

  private static String shown(String value) {
    return value.length() <= MOST_SHOWN ? value : value.substring(0, MOST_SHOWN) + "…";
  }
}
