package dev.tempest.blob;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes content by its first bytes. Types are called as the IANA registry does, where it has
 * them.
 *
 * <p>Left out on purpose: text other than SVG, whose sender knows better, and signatures of one or
 * two bytes, which encrypted content has by chance.
 */
final class Signatures {
  /** How much of a blob is looked at: SVG may begin with comments. */
  static final int HEAD_BYTES = 4096;

  /** A type, and the declared ones that the bytes do not contradict. */
  record Match(String type, Set<String> alsoCalled) {
    boolean mayBeCalled(String declared) {
      return declared.equals(type) || alsoCalled.contains(declared);
    }

    private static Match of(String type, String... alsoCalled) {
      return new Match(type, Set.of(alsoCalled));
    }
  }

  /** First bytes in Latin-1, where {@code ?} stands for any. */
  private record Magic(String pattern, Match match) {
    static Magic of(String pattern, String type, String... alsoCalled) {
      return new Magic(pattern, Match.of(type, alsoCalled));
    }

    boolean begins(String head) {
      if (head.length() < pattern.length()) {
        return false;
      }
      for (int i = 0; i < pattern.length(); i++) {
        if (pattern.charAt(i) != '?' && pattern.charAt(i) != head.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final String OGG_PAGE = "OggS" + "?".repeat(24);
  private static final List<Magic> MAGICS =
      List.of(
          Magic.of("\u00ff\u00d8\u00ff", "image/jpeg"),
          Magic.of("\u0089PNG\r\n\u001a\n", "image/png", "image/apng"),
          Magic.of("GIF87a", "image/gif"),
          Magic.of("GIF89a", "image/gif"),
          Magic.of("RIFF????WEBP", "image/webp"),
          Magic.of("BM????\0\0\0\0????(\0\0\0", "image/bmp"), // the header's three sizes
          Magic.of("BM????\0\0\0\0????l\0\0\0", "image/bmp"),
          Magic.of("BM????\0\0\0\0????|\0\0\0", "image/bmp"),
          Magic.of("II*\0", "image/tiff"),
          Magic.of("MM\0*", "image/tiff"),
          Magic.of("\0\0\u0001\0?\0???\0", "image/vnd.microsoft.icon", "image/x-icon"),
          Magic.of("\0\0\0\u000cJXL \r\n\u0087\n", "image/jxl"),
          Magic.of("\0\0\0\u000cjP  \r\n\u0087\n", "image/jp2", "image/jpx", "image/jpm"),
          Magic.of("8BPS", "image/vnd.adobe.photoshop"),
          Magic.of("RIFF????WAVE", "audio/wav"),
          Magic.of("FORM????AIFF", "audio/aiff"),
          Magic.of("FORM????AIFC", "audio/aiff"),
          Magic.of("ID3", "audio/mpeg", "audio/aac", "audio/flac"), // tags precede any of these
          Magic.of("fLaC", "audio/flac"),
          Magic.of("MThd", "audio/midi"),
          Magic.of("#!AMR", "audio/amr"),
          Magic.of(OGG_PAGE + "OpusHead", "audio/ogg", "audio/opus"),
          Magic.of(OGG_PAGE + "\u0001vorbis", "audio/ogg", "audio/vorbis"),
          Magic.of(OGG_PAGE + "\u007fFLAC", "audio/ogg", "audio/flac"),
          Magic.of(OGG_PAGE + "Speex   ", "audio/ogg", "audio/speex"),
          Magic.of(OGG_PAGE + "\u0080theora", "video/ogg"),
          Magic.of("OggS", "application/ogg", "audio/ogg", "video/ogg"),
          Magic.of("RIFF????AVI ", "video/vnd.avi", "video/x-msvideo"),
          Magic.of("\0\0\u0001\u00ba", "video/mpeg"),
          Magic.of("FLV\u0001", "video/x-flv"),
          Magic.of("0&\u00b2u\u008ef\u00cf\u0011", "video/x-ms-asf", "video/x-ms-wmv"),
          Magic.of("%PDF-", "application/pdf"),
          Magic.of("PK\u0003\u0004", "application/zip"),
          Magic.of("\u001f\u008b\b", "application/gzip"),
          Magic.of("\0asm\u0001\0\0\0", "application/wasm"),
          Magic.of("wOFF", "font/woff"),
          Magic.of("wOF2", "font/woff2"));

  private static final Match SVG = Match.of("image/svg+xml");
  private static final Match WEBM = Match.of("video/webm", "audio/webm");
  private static final Match MATROSKA =
      Match.of("video/matroska", "video/x-matroska", "audio/matroska", "audio/x-matroska");
  // brands of MP4 tell who wrote a file, not whether it has pictures
  private static final Match MP4 =
      Match.of("video/mp4", "audio/mp4", "audio/x-m4a", "video/x-m4v", "video/quicktime");
  private static final Match AVIF = Match.of("image/avif", "image/avif-sequence");
  private static final Match HEIC = Match.of("image/heic", "image/heif");

  private Signatures() {}

  /** What a blob that begins with {@code head} is. */
  static @Nullable Match find(byte[] head) {
    var text = new String(head, StandardCharsets.ISO_8859_1);
    for (Magic magic : MAGICS) {
      if (magic.begins(text)) {
        return magic.match();
      }
    }
    if (text.startsWith("ftyp", 4) && text.length() >= 12) {
      return isoMedia(text);
    }
    if (text.startsWith("\u001aE\u00df\u00a3")) {
      return ebml(text);
    }
    return isSvg(text) ? SVG : null;
  }

  /** ISO/IEC 14496-12, section 4.3: size, "ftyp", major brand, version, compatible brands. */
  private static Match isoMedia(String head) {
    String major = head.substring(8, 12);
    return switch (major) {
      case "avif", "avis" -> AVIF;
      case "heic", "heix", "heim", "heis" -> HEIC;
      case "hevc", "hevx" -> Match.of("image/heic-sequence");
      case "mif1", "msf1" -> imageOfBrands(head);
      case "qt  " -> Match.of("video/quicktime");
      case "M4A ", "M4B " -> Match.of("audio/mp4", "audio/x-m4a");
      case "crx " -> Match.of("image/x-canon-cr3");
      case String brand when brand.startsWith("3g2") -> Match.of("video/3gpp2", "audio/3gpp2");
      case String brand when brand.startsWith("3g") -> Match.of("video/3gpp", "audio/3gpp");
      default -> MP4;
    };
  }

  private static Match imageOfBrands(String head) {
    int end = Math.min(head.charAt(2) << 8 | head.charAt(3), head.length());
    for (int at = 16; at + 4 <= end; at += 4) {
      if (head.startsWith("avif", at)) {
        return AVIF;
      }
      if (head.startsWith("heic", at)) {
        return HEIC;
      }
    }
    return Match.of("image/heif", "image/heif-sequence");
  }

  /** RFC 8794, section 11.2.6: the DocType element, 0x4282, a byte of length, a name. */
  private static @Nullable Match ebml(String head) {
    int docType = head.indexOf("B\u0082") + 3;
    if (head.startsWith("webm", docType)) {
      return WEBM;
    }
    return head.startsWith("matroska", docType) ? MATROSKA : null;
  }

  private static boolean isSvg(String head) {
    int root = skipProlog(head);
    return head.startsWith("<svg", root)
        && root + 4 < head.length()
        && " \t\r\n>/".indexOf(head.charAt(root + 4)) >= 0;
  }

  /** Where the root element begins: after white space, declarations, comments and a doctype. */
  private static int skipProlog(String head) {
    int at = head.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
    while (true) {
      while (at < head.length() && Character.isWhitespace(head.charAt(at))) {
        at++;
      }
      String end = endOfMarkup(head, at);
      int close = end == null ? -1 : head.indexOf(end, at);
      if (end == null || close < 0) {
        return at;
      }
      at = close + end.length();
    }
  }

  private static @Nullable String endOfMarkup(String head, int at) {
    if (head.startsWith("<?", at)) {
      return "?>";
    }
    if (head.startsWith("<!--", at)) {
      return "-->";
    }
    if (head.startsWith("<!DOCTYPE svg", at)) {
      int subset = head.indexOf('[', at);
      return subset >= 0 && subset < head.indexOf('>', at) ? "]>" : ">";
    }
    return null;
  }
}
