package dev.tempest.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentTypeTest {
  private static final String PNG = "89504e470d0a1a0a0000000d49484452";

  private static byte[] hex(String digits) {
    return Arrays.copyOf(HexFormat.of().parseHex(digits), 600);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The box that MP4 and its relatives begin with. */
  private static byte[] ftyp(String... brands) {
    var box = new StringBuilder("\0\0\0").append((char) (12 + 4 * brands.length)).append("ftyp");
    box.append(brands[0]).append("\0\0\0\0");
    for (int i = 1; i < brands.length; i++) {
      box.append(brands[i]);
    }
    return Arrays.copyOf(text(box.toString()), 600);
  }

  @ParameterizedTest
  @CsvSource({
    "ffd8ffe000104a46494600, image/jpeg",
    PNG + ", image/png",
    "474946383961, image/gif",
    "52494646aabbccdd574542505650384c, image/webp",
    "424d3a0000000000000036000000280000000100, image/bmp",
    "49492a0008000000, image/tiff",
    "4d4d002a00000008, image/tiff",
    "00000100010010100000, image/vnd.microsoft.icon",
    "0000000c4a584c200d0a870a, image/jxl",
    "52494646aabbccdd57415645666d7420, audio/wav",
    "464f524daabbccdd41494643, audio/aiff",
    "49443304000000000000, audio/mpeg",
    "664c614300000022, audio/flac",
    "4f67675300020000000000000000000000000000000000000000011e4f70757348656164, audio/ogg",
    "4f67675300020000000000000000000000000000000000000000012a807468656f7261, video/ogg",
    "4f676753000200000000, application/ogg",
    "52494646aabbccdd41564920, video/vnd.avi",
    "1a45dfa39f4286810142f7810142f2810442f381084282847765626d, video/webm",
    "1a45dfa3a34286810142f7810142f2810442f381084282886d6174726f736b61, video/matroska",
    "000001ba44000400, video/mpeg",
    "255044462d312e37, application/pdf",
    "504b030414000000, application/zip",
    "1f8b0800000000000003, application/gzip",
    "774f463200010000, font/woff2"
  })
  void recognizesWhatNobodyDeclared(String head, String type) {
    assertThat(ContentType.of(null, hex(head))).isEqualTo(type);
    assertThat(ContentType.of("application/octet-stream", hex(head))).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "isom, video/mp4",
    "iso5, video/mp4",
    "mp42, video/mp4",
    "avc1, video/mp4",
    "M4A , audio/mp4",
    "qt  , video/quicktime",
    "3gp4, video/3gpp",
    "avif, image/avif",
    "heic, image/heic",
    "mif1, image/heif"
  })
  void recognizesIsoMediaByItsBrand(String brand, String type) {
    assertThat(ContentType.of(null, ftyp((brand + "  ").substring(0, 4)))).isEqualTo(type);
  }

  @Test
  void looksAmongTheCompatibleBrandsOfImages() {
    assertThat(ContentType.of(null, ftyp("mif1", "miaf", "avif"))).isEqualTo("image/avif");
    assertThat(ContentType.of(null, ftyp("msf1", "heic"))).isEqualTo("image/heic");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        "\uFEFF<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<svg\n width='1'></svg>",
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"svg11.dtd\" [\n"
            + "<!ENTITY ns \"http://ns.example.com/\">\n]>\r\n<svg>"
      })
  void recognizesSvg(String document) {
    assertThat(ContentType.of("text/plain", text(document))).isEqualTo("image/svg+xml");
  }

  @ParameterizedTest
  @CsvSource({
    "'<!doctype html><html><body><svg></svg></body></html>', text/html",
    "'{\"hello\": \"world\"}', application/json",
    "'{\"hello\": \"world\"}', text/plain",
    "'plain words, GIF89a among them', text/plain",
    "'<svgs>', text/xml",
    "'<!-- never closed <svg>', text/plain",
    "'WEBVTT', text/vtt",
    "'', application/vnd.example+json"
  })
  void textStaysWhatItsSenderCallsIt(String content, String declared) {
    assertThat(ContentType.of(declared, text(content))).isEqualTo(declared);
    assertThat(ContentType.of(null, text(content))).isEqualTo("application/octet-stream");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/jpeg", "text/html", "application/json", "video/mp4", "*/*"})
  void anImageBeatsTheHeader(String declared) {
    assertThat(ContentType.of(declared, hex(PNG))).isEqualTo("image/png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"audio/mp4", "video/mp4", "video/quicktime"})
  void bytesThatFitTheHeaderKeepIt(String declared) {
    assertThat(ContentType.of(declared, ftyp("isom", "mp41"))).isEqualTo(declared);
  }

  @Test
  void aDocumentInAZipStaysADocument() {
    String declared = "application/vnd.oasis.opendocument.text";
    assertThat(ContentType.of(declared, hex("504b0304"))).isEqualTo(declared);
    assertThat(ContentType.of("image/png", hex("504b0304"))).isEqualTo("application/zip");
  }

  @ParameterizedTest
  @CsvSource({
    "'Text/Plain; charset=utf-8', text/plain",
    "'  application/json ', application/json",
    "'text', application/octet-stream",
    "'', application/octet-stream",
    "'text/plain\r\nx: y', application/octet-stream",
    "'*/*', application/octet-stream",
    "'text/', application/octet-stream"
  })
  void theHeaderIsReducedToATypeThatIsOne(String declared, String type) {
    assertThat(ContentType.of(declared, text("words"))).isEqualTo(type);
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void encryptedContentIsNotMistakenForAnything(long seed) {
    byte[] head = new byte[Signatures.HEAD_BYTES];
    new SplittableRandom(seed).nextBytes(head);
    assertThat(ContentType.of("application/x-sealed", head)).isEqualTo("application/x-sealed");
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void heldHeadsOfAnyLengthAreJudged(long seed) {
    var random = new SplittableRandom(seed);
    byte[] whole = random.nextBoolean() ? ftyp("mif1", "avif") : text("<?xml ?><!-- --><svg/>");
    byte[] head = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
    assertThat(ContentType.of("image/x-own", head)).matches("image/.*|application/octet-stream");
  }
}
