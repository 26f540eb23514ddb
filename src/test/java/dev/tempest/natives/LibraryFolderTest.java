package dev.tempest.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFolderTest {
  private static final List<LibraryFolder.Library> LIBRARIES =
      List.of(
          new LibraryFolder.Library(
              "libsqlitejdbc.so", () -> "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so"));

  @TempDir Path folder;

  @Test
  void leavesNothingOfWhatItUnpacked() {
    var seen = new AtomicReference<Path>();
    LibraryFolder.with(
        null,
        LIBRARIES,
        unpacked -> {
          seen.set(unpacked);
          assertThat(unpacked.resolve("libsqlitejdbc.so")).isNotEmptyFile();
          assertThat(permissions(unpacked)).isEqualTo("rwx------");
        });
    assertThat(seen.get()).doesNotExist();
  }

  @Test
  void leavesNothingWhenTheLibraryDoesNotLoad() {
    var seen = new AtomicReference<Path>();
    assertThatThrownBy(
            () ->
                LibraryFolder.with(
                    null,
                    LIBRARIES,
                    unpacked -> {
                      seen.set(unpacked);
                      throw new IllegalStateException("does not load");
                    }))
        .hasMessage("does not load");
    assertThat(seen.get()).doesNotExist();
  }

  @Test
  void prefersWhatWasShippedBesideTheProgram() throws IOException {
    Path shipped = ship();
    LibraryFolder.with(
        folder.resolve("tempest"), LIBRARIES, found -> assertThat(found).isEqualTo(shipped));
    assertThat(shipped.resolve("libsqlitejdbc.so")).exists();
  }

  @Test
  void unpacksWhenAnotherReleaseWasShipped() throws IOException {
    Path shipped = ship();
    Files.writeString(shipped.resolve("libsqlitejdbc.so"), "of another release");
    LibraryFolder.with(
        folder.resolve("tempest"), LIBRARIES, found -> assertThat(found).isNotEqualTo(shipped));
  }

  @Test
  void unpacksWhenOthersMayWriteThere() throws IOException {
    Path shipped = ship();
    Files.setPosixFilePermissions(shipped, PosixFilePermissions.fromString("rwxrwxrwx"));
    LibraryFolder.with(
        folder.resolve("tempest"), LIBRARIES, found -> assertThat(found).isNotEqualTo(shipped));
  }

  private Path ship() throws IOException {
    Path shipped = Files.createDirectory(folder.resolve("native"));
    Files.setPosixFilePermissions(shipped, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file = shipped.resolve("libsqlitejdbc.so");
    try (var library =
        getClass()
            .getClassLoader()
            .getResourceAsStream("org/sqlite/native/Linux/x86_64/libsqlitejdbc.so")) {
      Files.copy(library, file);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return shipped;
  }

  @Test
  void unpacksWhenNotAllWereShipped() throws IOException {
    Path shipped = Files.createDirectory(folder.resolve("native"));
    LibraryFolder.with(
        folder.resolve("tempest"),
        LIBRARIES,
        found -> assertThat(found).isNotEqualTo(shipped).isDirectoryContaining("glob:**.so"));
  }

  @Test
  void saysWhatCanBeDoneWhenItCannotUnpack() {
    assertThatThrownBy(
            () ->
                LibraryFolder.with(
                    null,
                    List.of(new LibraryFolder.Library("such.so", () -> "no/such.so")),
                    unpacked -> {}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("java.io.tmpdir");
  }

  private static String permissions(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
