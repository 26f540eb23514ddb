package dev.tempest.blob;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides what type a blob has: what its first bytes say, or else what its sender does. */
final class ContentType {
  static final String UNKNOWN = "application/octet-stream";

  /** RFC 6838, section 4.2: {@code restricted-name "/" restricted-name}. */
  private static final Pattern SYNTAX =
      Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}");

  private ContentType() {}

  /**
   * Media that are recognized are called what they are, whatever the sender said. Anything else
   * that is recognized overrules only a sender who said nothing, or called it media.
   */
  static String of(@Nullable String declared, byte[] head) {
    String said = essence(declared);
    var found = Signatures.find(head);
    if (found == null || found.mayBeCalled(said)) {
      return said;
    }
    return isMedia(found.type()) || isMedia(said) || said.equals(UNKNOWN) ? found.type() : said;
  }

  /** {@code type/subtype} in lower case without parameters. */
  private static String essence(@Nullable String declared) {
    if (declared == null) {
      return UNKNOWN;
    }
    String essence = declared.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return SYNTAX.matcher(essence).matches() ? essence : UNKNOWN;
  }

  static boolean isMedia(String type) {
    return type.startsWith("image/") || type.startsWith("video/") || type.startsWith("audio/");
  }
}
