package dev.tempest.natives;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A folder with shared libraries: {@code native} beside the program when they were shipped there,
 * else one of this process alone, which is gone as soon as they are loaded. The drivers' own ways
 * leave a copy behind for each process that was killed, and want a home folder to write to.
 */
final class LibraryFolder {
  /** Beside the binary or the jar. */
  private static final String SHIPPED = "native";

  private LibraryFolder() {}

  /** A class path resource, and the file's name that a driver looks for. */
  record Resource(String path) {
    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /** Hands {@code load} a folder that has all of {@code resources}; it must load them at once. */
  static void with(List<Resource> resources, Consumer<Path> load) {
    with(program(), resources, load);
  }

  static void with(@Nullable Path program, List<Resource> resources, Consumer<Path> load) {
    Optional<Path> shipped =
        Optional.ofNullable(program)
            .map(file -> file.resolveSibling(SHIPPED))
            .filter(
                folder ->
                    resources.stream().allMatch(it -> Files.exists(folder.resolve(it.name()))));
    if (shipped.isPresent()) {
      load.accept(shipped.get());
    } else {
      unpacked(resources, load);
    }
  }

  private static void unpacked(List<Resource> resources, Consumer<Path> load) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("tempest-native"); // for its owner only
      for (Resource resource : resources) {
        unpack(resource, folder);
      }
      load.accept(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot unpack shared libraries into %s: make it writable, name another folder with -Djava.io.tmpdir, or ship them in a folder %s beside the program"
              .formatted(System.getProperty("java.io.tmpdir"), SHIPPED),
          e);
    } finally {
      if (folder != null) {
        remove(folder, resources);
      }
    }
  }

  private static void unpack(Resource resource, Path folder) throws IOException {
    try (InputStream library =
        LibraryFolder.class.getClassLoader().getResourceAsStream(resource.path())) {
      if (library == null) {
        throw new IOException("this program has no " + resource.path());
      }
      Files.copy(library, folder.resolve(resource.name()));
    }
  }

  // what is mapped stays so
  private static void remove(Path folder, List<Resource> resources) {
    try {
      for (Resource resource : resources) {
        Files.deleteIfExists(folder.resolve(resource.name()));
      }
      Files.delete(folder);
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }

  /** The binary, or the jar that java was given; null when this runs from loose classes. */
  private static @Nullable Path program() {
    if (System.getProperty("org.graalvm.nativeimage.imagecode") != null) {
      return ProcessHandle.current().info().command().map(Path::of).orElse(null);
    }
    String path = System.getProperty("java.class.path", "");
    return path.endsWith(".jar") && !path.contains(java.io.File.pathSeparator)
        ? Path.of(path).toAbsolutePath()
        : null;
  }
}
