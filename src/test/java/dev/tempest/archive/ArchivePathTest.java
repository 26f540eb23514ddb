package dev.tempest.archive;

import static dev.tempest.archive.ArchiveException.Reason.MISSING;
import static dev.tempest.archive.ArchiveException.Reason.PATH_REFUSED;
import static dev.tempest.archive.ArchiveException.Reason.UNLISTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tempest.archive.ArchiveException.Reason;
import dev.tempest.archive.SampleFolder.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No archive writes where it should not, or what nobody listed. */
class ArchivePathTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
  private static final String SHA256 = SampleFolder.listed("x", CONTENT).sha256();

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "../evil",
        "blobs/../../evil",
        "..",
        ".",
        "blobs/./x",
        "blobs//x",
        "blobs/",
        "C:evil",
        "blobs\\..\\evil",
        "nul\0",
        "line\nbreak",
        "\ud800",
        "manifest.json",
        "Manifest.json"
      })
  void pathThatIsRefused(String path) throws IOException {
    assertThatThrownBy(() -> new ArchiveFile(path, CONTENT.length, SHA256))
        .isInstanceOfSatisfying(
            ArchiveException.class, e -> assertThat(e.reason()).isEqualTo(PATH_REFUSED));
  }

  @Test
  void manifestThatLeadsOutOfTheFolder() throws IOException {
    byte[] manifest =
        (CONTENT.length + " " + SHA256 + " ../evil\n").getBytes(StandardCharsets.UTF_8);

    assertThat(reason(manifest, "../evil")).isEqualTo(PATH_REFUSED);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void entryThatLeadsOutOfTheFolder() throws IOException {
    assertThat(reason(listing("blobs/a"), "../evil")).isEqualTo(UNLISTED);
    assertThat(reason(listing("blobs/a"), "/evil")).isEqualTo(UNLISTED);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void entryThatTheManifestDoesNotList() throws IOException {
    assertThat(reason(listing("a"), "a", "b")).isEqualTo(UNLISTED);
    assertThat(reason(listing("b"), "a", "b")).isEqualTo(UNLISTED);
    assertThat(reason(listing("b", "a"), "a", "b")).isEqualTo(UNLISTED);
    assertThat(reason(listing("a", "b", "c"), "a", "b")).isEqualTo(MISSING);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void entryThatComesTwice() throws IOException {
    byte[] once = pack(List.of("a"));
    int begin = ZipLayout.localHeader("manifest.json").length + 10;
    int entry = SampleFolder.indexOf(once, ZipLayout.localHeader("a"), begin);
    int directory = SampleFolder.indexOf(once, new byte[] {'P', 'K', 1, 2}, entry);
    byte[] twice = Arrays.copyOf(once, once.length + directory - entry);
    System.arraycopy(once, entry, twice, directory, once.length - entry);

    assertThat(reasonOf(twice)).isEqualTo(UNLISTED);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void manifestThatListsAFileTwiceOrAsFolder() throws IOException {
    for (var listed : List.of(List.of("a", "a"), List.of("a", "a/b"), List.of("a/b", "a"))) {
      byte[] archive = pack(listed);
      assertThat(reasonOf(archive)).as("%s", listed).isEqualTo(PATH_REFUSED);
      assertThat(dir).isEmptyDirectory();
    }
  }

  @Test
  void nameThatTheDiskRefuses() throws IOException {
    byte[] archive = pack(List.of("a", "n".repeat(300)));

    assertThatThrownBy(() -> SampleFolder.extract(archive, dir.resolve("copy")))
        .isInstanceOf(IOException.class);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void messagesShowNoControlCharacters() {
    assertThatThrownBy(
            () ->
                SampleFolder.check(
                    SampleFolder.forge(listing("a"), new Entry("\u001b[2Jevil", CONTENT))))
        .hasMessageContaining("?[2Jevil");
  }

  private static byte[] listing(String... paths) {
    return SampleFolder.manifest(
        Arrays.stream(paths).map(path -> SampleFolder.listed(path, CONTENT)).toList());
  }

  private static byte[] pack(List<String> paths) throws IOException {
    return SampleFolder.forge(listing(paths.toArray(String[]::new)), entries(paths));
  }

  private static Entry[] entries(List<String> names) {
    return names.stream().map(name -> new Entry(name, CONTENT)).toArray(Entry[]::new);
  }

  private Reason reason(byte[] manifest, String... names) throws IOException {
    return reasonOf(SampleFolder.forge(manifest, entries(List.of(names))));
  }

  private Reason reasonOf(byte[] archive) {
    var failure = catchThrowable(() -> SampleFolder.extract(archive, dir.resolve("copy")));
    assertThat(failure).isInstanceOf(ArchiveException.class);
    return ((ArchiveException) failure).reason();
  }
}
