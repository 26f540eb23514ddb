package dev.tempest.archive;

import static dev.tempest.archive.ArchiveException.Reason.DAMAGED;
import static dev.tempest.archive.ArchiveException.Reason.KEY_TOO_COSTLY;
import static dev.tempest.archive.ArchiveException.Reason.MISMATCH;
import static dev.tempest.archive.ArchiveException.Reason.NOT_AN_ARCHIVE;
import static dev.tempest.archive.ArchiveException.Reason.PASSPHRASE_MISSING;
import static dev.tempest.archive.ArchiveException.Reason.PASSPHRASE_WRONG;
import static dev.tempest.archive.ArchiveException.Reason.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tempest.archive.ArchiveException.Reason;
import dev.tempest.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to an archive after it was written is found, named, and leaves nothing. */
class ArchiveDamageTest {
  private static final int FLIPS = 200;

  @TempDir Path dir;
  private byte[] small;
  private byte[] plain;
  private byte[] encrypted;

  @BeforeEach
  void pack() throws IOException {
    var folder = SampleFolder.usual(dir.resolve("folder"));
    small = forge("content", "content");
    plain = folder.pack();
    encrypted = folder.packEncrypted();
  }

  @Test
  void cutOffAnywhere() {
    for (int length = 0; length < small.length; length++) {
      assertTruncated(small, length);
    }
    for (byte[] whole : List.of(plain, encrypted)) {
      for (int length = 0; length < whole.length; length += length < 400 ? 7 : 1409) {
        assertTruncated(whole, length);
      }
      for (int missing = 1; missing < 500; missing += 9) {
        assertTruncated(whole, whole.length - missing);
      }
    }
  }

  private static void assertTruncated(byte[] whole, int length) {
    assertThat(reason(Arrays.copyOf(whole, length))).as("cut at %d", length).isEqualTo(TRUNCATED);
  }

  @Test
  void flippedBitsAnywhere() {
    var random = new SplittableRandom(13);
    for (int i = 0; i < FLIPS; i++) {
      assertNoticed(plain, random.nextInt(plain.length * 8));
      assertNoticed(encrypted, random.nextInt(encrypted.length * 8));
    }
    for (int at = 0; at < 200; at++) {
      assertNoticed(encrypted, at * 8 + random.nextInt(8));
    }
    assertThat(reason(flip(encrypted, encrypted.length / 2 * 8))).isEqualTo(DAMAGED);
  }

  /** Also those that inflate to the same content: padding, another distance in a run of zeros. */
  @Test
  void everyFlippedBit() throws IOException {
    var sparse = SampleFolder.empty(dir.resolve("sparse"));
    byte[] pages = new byte[16_384];
    pages[0] = pages[4096] = pages[9000] = 1;
    byte[] whole = sparse.add("account.sqlite", pages).writeManifest().pack();
    for (int bit = 0; bit < whole.length * 8; bit++) {
      assertNoticed(whole, bit);
    }
  }

  private static void assertNoticed(byte[] whole, int bit) {
    byte[] flipped = flip(whole, bit);
    assertThatThrownBy(() -> SampleFolder.check(flipped))
        .as("bit %d", bit)
        .isInstanceOf(ArchiveException.class);
  }

  @Test
  void nothingIsLeftBehind() {
    var random = new SplittableRandom(15);
    for (int i = 0; i < 40; i++) {
      byte[] whole = i % 2 == 0 ? plain : encrypted;
      byte[] damaged =
          i % 3 == 0
              ? Arrays.copyOf(whole, random.nextInt(whole.length))
              : flip(whole, random.nextInt(whole.length * 8));
      Path copy = dir.resolve("copy" + i);
      if (catchThrowable(() -> SampleFolder.extract(damaged, copy)) != null) {
        assertThat(copy).doesNotExist();
      }
    }
  }

  @Test
  void somethingBehindTheEnd() {
    assertThat(reason(Arrays.copyOf(plain, plain.length + 1))).isEqualTo(DAMAGED);
    assertThat(reason(Arrays.copyOf(encrypted, encrypted.length + 1))).isIn(DAMAGED, TRUNCATED);
  }

  @Test
  void notAnArchive() throws IOException {
    var gzip = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(gzip)) {
      out.write(plain);
    }
    var otherZip = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(otherZip)) {
      zip.putNextEntry(new ZipEntry("manifest.json"));
    }
    assertThat(reason("no archive at all, but some text".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(NOT_AN_ARCHIVE);
    assertThat(reason(gzip.toByteArray())).isEqualTo(NOT_AN_ARCHIVE);
    assertThat(reason(otherZip.toByteArray())).isEqualTo(NOT_AN_ARCHIVE);
    assertThat(reason(edit(encrypted, "-> scrypt", "-> X25519"))).isEqualTo(NOT_AN_ARCHIVE);
  }

  @Test
  void otherPassphraseOrNone() {
    assertThat(reason(encrypted, Optional.of(Passphrase.of("correct horse batterx", "the test"))))
        .isEqualTo(PASSPHRASE_WRONG);
    assertThat(reason(encrypted, Optional.empty())).isEqualTo(PASSPHRASE_MISSING);
    assertThatCode(() -> SampleFolder.check(plain)).doesNotThrowAnyException();
  }

  @Test
  void keysThatWouldTakeTheWholeMachine() {
    byte[] text = " 1\n".getBytes(StandardCharsets.UTF_8);
    assertThat(encrypted).containsSequence(text);
    assertThat(reason(edit(encrypted, " 1\n", " 21\n"))).isEqualTo(KEY_TOO_COSTLY);
    assertThat(reason(edit(encrypted, " 1\n", " 01\n"))).isEqualTo(DAMAGED);
    assertThatThrownBy(() -> ScryptKey.requireAffordable(18, 200 << 20))
        .hasMessageContaining("needs 256 MiB")
        .hasMessageContaining("-Xmx512m");
    assertThat(ScryptKey.affordable(4L << 30)).isEqualTo(18);
    assertThat(ScryptKey.affordable(128 << 20)).isEqualTo(15);
  }

  @Test
  void linkInTheDirectory() throws IOException {
    byte[] archive = forge("target", "target");
    int directory = SampleFolder.indexOf(archive, new byte[] {'P', 'K', 1, 2}, 100);
    archive[directory + 40] = 0; // the mode in the external attributes: 0120777
    archive[directory + 41] = (byte) 0xff;
    assertThat(reason(archive)).isEqualTo(DAMAGED);
  }

  @Test
  void contentOfOtherSizeThanListed() throws IOException {
    byte[] zeros = new byte[50_000_000];
    byte[] bomb =
        SampleFolder.forge(
            SampleFolder.manifest(List.of(SampleFolder.listed("x.sqlite", new byte[10]))),
            new SampleFolder.Entry("x.sqlite", zeros));
    assertThat(bomb).hasSizeLessThan(300_000);
    assertThat(reason(bomb)).isEqualTo(MISMATCH);
    Path copy = dir.resolve("copy");
    assertThatThrownBy(() -> SampleFolder.extract(bomb, copy)).hasMessageContaining("larger");
    assertThat(copy).doesNotExist();

    assertThatThrownBy(() -> SampleFolder.check(forge("longer", "short")))
        .hasMessageContaining("smaller");
    assertThatThrownBy(() -> SampleFolder.check(forge("other", "bytes")))
        .hasMessageContaining("another SHA-256");
  }

  private static byte[] forge(String listed, String found) throws IOException {
    var file = SampleFolder.listed("file", listed.getBytes(StandardCharsets.UTF_8));
    return SampleFolder.forge(
        SampleFolder.manifest(List.of(file)),
        new SampleFolder.Entry("file", found.getBytes(StandardCharsets.UTF_8)));
  }

  private static Reason reason(byte[] archive) {
    return reason(archive, Optional.of(SampleFolder.PASSPHRASE));
  }

  private static Reason reason(byte[] archive, Optional<Passphrase> passphrase) {
    var failure =
        catchThrowable(
            () ->
                new ArchiveReader(passphrase, Progress.NONE)
                    .check(new ByteArrayInputStream(archive), SampleFolder::readManifest));
    assertThat(failure).isInstanceOf(ArchiveException.class);
    return ((ArchiveException) failure).reason();
  }

  private static byte[] flip(byte[] whole, int bit) {
    byte[] flipped = whole.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  /** The header is text, whatever follows. */
  private static byte[] edit(byte[] archive, String from, String to) {
    var latin = StandardCharsets.ISO_8859_1;
    String text = new String(archive, latin);
    int at = text.indexOf(from);
    return (text.substring(0, at) + to + text.substring(at + from.length())).getBytes(latin);
  }
}
