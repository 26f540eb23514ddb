package dev.tempest.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The language-neutral test cases of the protocol, one folder per subject. The system property
 * {@code tempest.vectors} names where they lie; by default that is the project's own copy.
 */
public final class Vectors {
  private static final String OWN = "src/test/resources/vectors";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Vectors() {}

  /** The folder {@code name}, such as {@code "syntax"}; it must exist. */
  public static Path folder(String name) {
    Path folder = Path.of(System.getProperty("tempest.vectors", OWN)).resolve(name);
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException("no vectors in " + folder.toAbsolutePath());
    }
    return folder;
  }

  /** The cases of a text file: all but empty lines and comments. White space is part of a case. */
  public static List<String> lines(String folder, String file) {
    try (var lines = Files.lines(folder(folder).resolve(file))) {
      return announced(
          folder, file, lines.filter(l -> !l.isEmpty() && !l.startsWith("#")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The content of a JSON file, for most an array of cases. */
  public static JsonNode json(String folder, String file) {
    try {
      JsonNode content = JSON.readTree(folder(folder).resolve(file).toFile());
      announce(folder, file, content.size());
      return content;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cases of a JSON file that is an array of them. */
  public static Stream<JsonNode> cases(String folder, String file) {
    return json(folder, file).valueStream();
  }

  /** The names of the files of a folder, sorted: for tests that no file escapes. */
  public static List<String> files(String folder) {
    try (var files = Files.list(folder(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> announced(String folder, String file, List<String> cases) {
    announce(folder, file, cases.size());
    return cases;
  }

  private static void announce(String folder, String file, int cases) {
    System.out.printf("vectors %s/%s: %d cases%n", folder, file, cases);
  }
}
