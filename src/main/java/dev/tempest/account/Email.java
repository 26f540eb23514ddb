package dev.tempest.account;

import dev.tempest.fault.Refusal;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An e-mail address as its owner spells it; two that differ in case only are the same account's.
 */
record Email(String value) {
  /** RFC 5321, section 4.5.3.1. */
  private static final int LONGEST = 254;

  private static final Pattern SYNTAX =
      Pattern.compile(
          "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
              + "@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+"
              + "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  Email {
    if (!isValid(value)) {
      throw Refusal.invalid("This email address is not supported, please use a different email.");
    }
  }

  static boolean isValid(String value) {
    return value.length() <= LONGEST && SYNTAX.matcher(value).matches();
  }

  /** Equal for addresses of one account. */
  String key() {
    return value.toLowerCase(Locale.ROOT);
  }

  /** Personal: not for logs. */
  @Override
  public String toString() {
    return "Email[…]";
  }
}
