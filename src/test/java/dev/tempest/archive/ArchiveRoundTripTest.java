package dev.tempest.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveRoundTripTest {
  @TempDir Path dir;

  @Test
  void plainArchiveBringsBackTheFolder() throws IOException {
    var folder = SampleFolder.usual(dir.resolve("folder"));

    var read = SampleFolder.extract(folder.pack(), dir.resolve("copy"));

    assertThat(read.files()).isEqualTo(5);
    assertThat(read.encrypted()).isFalse();
    assertSame(folder);
  }

  @Test
  void whatComesOutIsItsOwnersOnly() throws IOException {
    SampleFolder.extract(SampleFolder.usual(dir.resolve("folder")).pack(), dir.resolve("copy"));
    for (String folder : List.of("copy", "copy/repos", "copy/blobs/did_plc_a")) {
      assertThat(mode(folder)).as(folder).isEqualTo("rwx------");
    }
    for (String file : List.of("account.sqlite", "repos/did_plc_a.sqlite")) {
      assertThat(mode("copy/" + file)).as(file).isEqualTo("rw-------");
    }
  }

  private String mode(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(path)));
  }

  @Test
  void encryptedArchiveBringsBackTheFolder() throws IOException {
    var folder = SampleFolder.usual(dir.resolve("folder"));
    byte[] archive = folder.packEncrypted();

    assertThat(new String(archive, StandardCharsets.ISO_8859_1))
        .startsWith("age-encryption.org/v1\n-> scrypt ");
    assertThat(SampleFolder.check(archive).encrypted()).isTrue();
    SampleFolder.extract(archive, dir.resolve("copy"));
    assertSame(folder);
  }

  /** The file was made with typage 0.3.1, the TypeScript implementation of age. */
  @Test
  void readsWhatAnotherImplementationEncrypted() throws IOException {
    try (var archive = getClass().getResourceAsStream("/archive/typage.zip.age")) {
      assertThat(SampleFolder.extract(archive.readAllBytes(), dir.resolve("copy")).files())
          .isEqualTo(1);
    }
    assertThat(dir.resolve("copy/blobs/note"))
        .hasContent("made by Tempest, encrypted by typage 0.3.1\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072})
  void encryptsWhatEndsAtTheEdgeOfAChunk(int size) throws IOException {
    byte[] content = new byte[size];
    new SplittableRandom(size).nextBytes(content);
    var encrypted = new ByteArrayOutputStream();
    try (var out = Age.encrypting(encrypted, new ScryptRecipient(SampleFolder.PASSPHRASE, 1))) {
      out.write(content);
    }
    var in = new ByteArrayInputStream(encrypted.toByteArray());
    assertThat(Age.decrypting(in, SampleFolder.PASSPHRASE).readAllBytes()).isEqualTo(content);
  }

  @Test
  void emptyFolderIsAnArchiveOfItsManifest() throws IOException {
    var folder = SampleFolder.empty(dir.resolve("folder"));

    assertThat(SampleFolder.extract(folder.pack(), dir.resolve("copy")).files()).isZero();
    assertThat(dir.resolve("copy/manifest.json")).exists();
  }

  @Test
  void otherToolsOpenIt() throws IOException {
    var folder = SampleFolder.usual(dir.resolve("folder")).add("blobs/Ünï/文.bin", new byte[] {7});
    Path file = dir.resolve("backup.zip");
    new ArchiveWriter(Optional.empty(), Progress.NONE)
        .writeFile(folder.root, folder.files::stream, file);

    try (var zip = new ZipFile(file.toFile())) {
      assertThat(zip.size()).isEqualTo(7);
      for (ArchiveFile listed : folder.files) {
        byte[] content = zip.getInputStream(zip.getEntry(listed.path())).readAllBytes();
        assertThat(SampleFolder.listed(listed.path(), content)).isEqualTo(listed);
      }
    }
  }

  @Test
  void fileIsWrittenWithItsSizeAndChecksum() throws IOException {
    var folder = SampleFolder.usual(dir.resolve("folder"));
    Path file = dir.resolve("backup.zip");

    var written =
        new ArchiveWriter(Optional.empty(), Progress.NONE)
            .writeFile(folder.root, folder.files::stream, file);

    var expected = SampleFolder.listed("backup.zip", Files.readAllBytes(file));
    assertThat(written).isEqualTo(new WrittenArchive(expected.size(), expected.sha256(), false));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(dir).isDirectoryNotContaining("glob:**/.partial*");
  }

  @Test
  void progressCoversEveryByte() throws IOException {
    var folder = SampleFolder.usual(dir.resolve("folder"));
    var totals = new ArrayList<Long>();
    var watched =
        new Progress() {
          long done;

          @Override
          public void begin(String step, long total, Unit unit) {
            totals.add(total);
          }

          @Override
          public void advance(long amount) {
            done += amount;
          }
        };

    new ArchiveWriter(Optional.empty(), watched)
        .writeFile(folder.root, folder.files::stream, dir.resolve("backup.zip"));

    assertThat(totals).containsExactly(watched.done);
  }

  private void assertSame(SampleFolder folder) throws IOException {
    var paths = new ArrayList<>(List.of("manifest.json"));
    folder.files.forEach(file -> paths.add(file.path()));
    for (String path : paths) {
      assertThat(dir.resolve("copy").resolve(path))
          .hasSameBinaryContentAs(folder.root.resolve(path));
    }
  }
}
