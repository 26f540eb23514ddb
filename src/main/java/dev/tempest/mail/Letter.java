package dev.tempest.mail;

/** A letter, ready to go. Its text and its HTML say the same. */
public record Letter(String to, String subject, String text, String html) {
  /** Personal, and holding codes: not for logs. */
  @Override
  public String toString() {
    return "Letter[…]";
  }
}
