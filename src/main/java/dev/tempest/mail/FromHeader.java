package dev.tempest.mail;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The {@code From} of a letter, as RFC 5322 and RFC 2047 have it. The mailer's own puts the name in
 * a comment behind the address, which is out of use.
 */
final class FromHeader {
  /** An encoded word has at most 75 characters; so many of at most 4 bytes always fit. */
  private static final int CODE_POINTS_A_WORD = 11;

  private FromHeader() {}

  static String of(String name, String address) {
    String shown = name.replaceAll("\\p{Cntrl}+", " ").strip();
    return shown.isEmpty() ? address : phrase(shown) + " <" + address + ">";
  }

  private static String phrase(String name) {
    if (name.chars().allMatch(character -> character < 0x7f)) {
      return "\"" + name.replaceAll("([\"\\\\])", "\\\\$1") + "\"";
    }
    int[] points = name.codePoints().toArray();
    return IntStream.iterate(0, start -> start < points.length, start -> start + CODE_POINTS_A_WORD)
        .mapToObj(
            start -> new String(points, start, Math.min(CODE_POINTS_A_WORD, points.length - start)))
        .map(FromHeader::encodedWord)
        .collect(Collectors.joining(" "));
  }

  private static String encodedWord(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
  }
}
