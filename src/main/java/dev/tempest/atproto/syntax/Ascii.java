package dev.tempest.atproto.syntax;

/**
 * Character classes and domain labels. Identifiers are checked by loops: they come in by the
 * million, and a regular expression with nested repetition could be made to overflow the stack.
 */
final class Ascii {
  private static final int LONGEST_LABEL = 63;

  private Ascii() {}

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  static boolean isLetter(char c) {
    return isLower(c) || (c >= 'A' && c <= 'Z');
  }

  static boolean isLetterOrDigit(char c) {
    return isLetter(c) || isDigit(c);
  }

  /** Letters, digits and inner hyphens, 1 to 63: a label of a domain name. */
  static boolean isLabel(String text, int from, int to) {
    if (from >= to || to - from > LONGEST_LABEL) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean inner = i > from && i < to - 1;
      if (!isLetterOrDigit(c) && !(inner && c == '-')) {
        return false;
      }
    }
    return true;
  }

  /** How many labels lie between dots in {@code text} from 0 to {@code to}; -1 if one is wrong. */
  static int labels(String text, int to) {
    int count = 0;
    for (int from = 0; from <= to; count++) {
      int dot = text.indexOf('.', from);
      int end = dot < 0 || dot > to ? to : dot;
      if (!isLabel(text, from, end)) {
        return -1;
      }
      from = end + 1;
    }
    return count;
  }
}
