package dev.tempest.atproto.syntax;

/** A string that is not what it should be. */
public final class SyntaxException extends RuntimeException {
  private static final int SHOWN = 100;

  private final String type;
  private final String value;

  /**
   * Refuses {@code value}.
   *
   * @param type what it should have been, as in messages: {@code "did"}, {@code "record key"}
   */
  public SyntaxException(String type, String value) {
    super("not a valid " + type + ": " + shortened(value));
    this.type = type;
    this.value = value;
  }

  public String type() {
    return type;
  }

  /** The string as it came, of any length and with any characters. */
  public String value() {
    return value;
  }

  private static String shortened(String value) {
    return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
  }
}
