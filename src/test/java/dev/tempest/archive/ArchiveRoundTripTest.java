package dev.tempest.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void encryptedArchiveBringsBackTheFolder() throws IOException {
    var folder = SampleFolder.usual(dir.resolve("folder"));
    byte[] archive = folder.packEncrypted();

    assertThat(new String(archive, StandardCharsets.ISO_8859_1))
        .startsWith("age-encryption.org/v1\n-> scrypt ");
    assertThat(SampleFolder.check(archive).encrypted()).isTrue();
    SampleFolder.extract(archive, dir.resolve("copy"));
    assertSame(folder);
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
    new ArchiveWriter(Optional.empty(), Progress.NONE).writeFile(folder.root, folder.files, file);

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
            .writeFile(folder.root, folder.files, file);

    var expected = SampleFolder.listed("backup.zip", Files.readAllBytes(file));
    assertThat(written).isEqualTo(new WrittenArchive(expected.size(), expected.sha256(), false));
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
        .writeFile(folder.root, folder.files, dir.resolve("backup.zip"));

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
