package dev.tempest.natives;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A folder with shared libraries: {@code native} beside the program when they were shipped there,
 * else one of this process alone, which is gone as soon as they are loaded. The drivers' own ways
 * leave a copy behind for each process that was killed, and want a home folder to write to.
 */
final class LibraryFolder {
  /** Beside the binary or the jar. */
  private static final String SHIPPED = "native";

  private static final Integer ROOT = 0;
  private static final Path SELF = Path.of("/proc/self");
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private LibraryFolder() {}

  /** The file's name that a driver looks for, and the class path resource to unpack it from. */
  record Library(String name, Supplier<String> resource) {}

  /** Hands {@code load} a folder that has all of {@code libraries}; it must load them at once. */
  static void with(List<Library> libraries, Consumer<Path> load) {
    with(program(), libraries, load);
  }

  static void with(@Nullable Path program, List<Library> libraries, Consumer<Path> load) {
    Optional<Path> shipped =
        Optional.ofNullable(program)
            .map(file -> file.resolveSibling(SHIPPED))
            .filter(folder -> isSafe(folder) && libraries.stream().allMatch(it -> has(folder, it)));
    if (shipped.isPresent()) {
      load.accept(shipped.get());
    } else {
      unpacked(libraries, load);
    }
  }

  /** Those of another release stay behind when the program alone is replaced. */
  private static boolean has(Path folder, Library library) {
    Path file = folder.resolve(library.name());
    if (!Files.isRegularFile(file) || !isSafe(file)) {
      return false;
    }
    URL resource = LibraryFolder.class.getClassLoader().getResource(library.resource().get());
    try {
      long expected = resource == null ? -1 : resource.openConnection().getContentLengthLong();
      return expected < 0 || expected == Files.size(file);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** Whether nobody but root and this user can have put it there: it becomes code of ours. */
  private static boolean isSafe(Path path) {
    try {
      Object owner = Files.getAttribute(path, "unix:uid");
      boolean ours = owner.equals(ROOT) || owner.equals(Files.getAttribute(SELF, "unix:uid"));
      var permissions = Files.getPosixFilePermissions(path);
      return ours && Collections.disjoint(permissions, OTHERS_WRITE);
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }

  private static void unpacked(List<Library> libraries, Consumer<Path> load) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("tempest-native"); // for its owner only
      for (Library library : libraries) {
        unpack(library, folder);
      }
      load.accept(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot unpack shared libraries into %s: make it writable, name another folder with -Djava.io.tmpdir, or ship them in a folder %s beside the program"
              .formatted(System.getProperty("java.io.tmpdir"), SHIPPED),
          e);
    } finally {
      if (folder != null) {
        remove(folder, libraries);
      }
    }
  }

  private static void unpack(Library library, Path folder) throws IOException {
    String resource = library.resource().get();
    try (InputStream bytes = LibraryFolder.class.getClassLoader().getResourceAsStream(resource)) {
      if (bytes == null) {
        throw new IOException("this program has no " + resource);
      }
      Files.copy(bytes, folder.resolve(library.name()));
    }
  }

  // what is mapped stays so
  private static void remove(Path folder, List<Library> libraries) {
    try {
      for (Library library : libraries) {
        Files.deleteIfExists(folder.resolve(library.name()));
      }
      Files.delete(folder);
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }

  static boolean inBinary() {
    return System.getProperty("org.graalvm.nativeimage.imagecode") != null;
  }

  /** The binary, or the jar that java was given; null when this runs from loose classes. */
  private static @Nullable Path program() {
    if (inBinary()) {
      return ProcessHandle.current().info().command().map(Path::of).orElse(null);
    }
    String path = System.getProperty("java.class.path", "");
    return path.endsWith(".jar") && !path.contains(java.io.File.pathSeparator)
        ? Path.of(path).toAbsolutePath()
        : null;
  }
}
