package dev.tempest.archive;

import static dev.tempest.archive.ArchiveException.Reason.MISMATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveWriterTest {
  private static final ArchiveWriter PLAIN = new ArchiveWriter(Optional.empty(), Progress.NONE);

  @TempDir Path dir;
  private SampleFolder folder;
  private Path target;

  @BeforeEach
  void make() throws IOException {
    folder = SampleFolder.usual(dir.resolve("folder"));
    target = dir.resolve("backup.zip");
  }

  @Test
  void refusesFilesThatAreNotWhatTheManifestLists() throws IOException {
    Path database = folder.root.resolve("account.sqlite");
    byte[] content = Files.readAllBytes(database);
    content[5] ^= 1;
    Files.write(database, content);

    assertThatThrownBy(this::write)
        .isInstanceOfSatisfying(
            ArchiveException.class, e -> assertThat(e.reason()).isEqualTo(MISMATCH))
        .hasMessageContaining("account.sqlite");
    assertNothingWritten();
  }

  @Test
  void missesFilesThatAreGone() throws IOException {
    Files.delete(folder.root.resolve("account.sqlite"));

    assertThatThrownBy(this::write).isInstanceOf(NoSuchFileException.class);
    assertNothingWritten();
  }

  @Test
  void followsNoLinks() throws IOException {
    Path database = folder.root.resolve("account.sqlite");
    Path elsewhere = Files.move(database, dir.resolve("elsewhere"));
    Files.createSymbolicLink(database, elsewhere);

    assertThatThrownBy(this::write).isInstanceOf(IOException.class);
    Files.delete(elsewhere);
    assertNothingWritten();
  }

  @Test
  void toldOfAFullDisk() {
    for (var passphrase :
        Stream.of(Optional.of(SampleFolder.PASSPHRASE), Optional.<Passphrase>empty()).toList()) {
      var cheap = passphrase.map(text -> new ScryptRecipient(text, 1));
      var writer = new ArchiveWriter(Progress.NONE, cheap);
      assertThatThrownBy(
              () -> {
                try (var full = Files.newOutputStream(Path.of("/dev/full"))) {
                  writer.write(folder.root, folder.files::stream, full);
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
    }
  }

  @Test
  void olderArchiveStaysUntilTheNewOneIsWhole() throws IOException {
    Files.writeString(target, "the older");
    Files.delete(folder.root.resolve("account.sqlite"));
    assertThatThrownBy(this::write).isInstanceOf(IOException.class);
    assertThat(target).hasContent("the older");

    folder.files.removeFirst();
    folder.writeManifest();
    write();
    assertThat(SampleFolder.check(Files.readAllBytes(target)).files()).isEqualTo(4);
  }

  @Test
  void moreEntriesThanSixteenBitsCount() throws IOException {
    int count = 70_000;
    byte[] content = "x".getBytes(StandardCharsets.UTF_8);
    String sha256 = SampleFolder.listed("x", content).sha256();
    byte[] manifest =
        SampleFolder.manifest(
            IntStream.range(0, count)
                .mapToObj(i -> new ArchiveFile("blobs/" + i, 1, sha256))
                .toList());
    var archive = new ByteArrayOutputStream();
    try (var zip = new ZipWriter(archive)) {
      zip.add("manifest.json", true, new ByteArrayInputStream(manifest));
      for (int i = 0; i < count; i++) {
        zip.add("blobs/" + i, false, new ByteArrayInputStream(content));
      }
      zip.finish(
          Stream.concat(
                  Stream.of("manifest.json"), IntStream.range(0, count).mapToObj(i -> "blobs/" + i))
              .iterator());
    }

    assertThat(SampleFolder.check(archive.toByteArray()).files()).isEqualTo(count);
    Files.write(target, archive.toByteArray());
    try (var zip = new ZipFile(target.toFile())) {
      assertThat(zip.size()).isEqualTo(count + 1);
    }
  }

  private WrittenArchive write() throws IOException {
    return PLAIN.writeFile(folder.root, folder.files::stream, target);
  }

  private void assertNothingWritten() {
    assertThat(dir.toFile().list()).containsExactly("folder");
  }
}
