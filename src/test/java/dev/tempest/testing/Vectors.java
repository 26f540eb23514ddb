package dev.tempest.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The protocol's test vectors: in the folder that {@code -Dvectors} names, or the project's own.
 */
public final class Vectors {
  private Vectors() {}

  public static Path folder(String name) {
    return Path.of(System.getProperty("tempest.vectors", "src/test/resources/vectors"), name);
  }

  /** The cases of a text file: lines that are neither empty nor comments. Prints how many. */
  public static List<String> lines(String folder, String file) {
    try {
      var cases =
          Files.readAllLines(folder(folder).resolve(file)).stream()
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .toList();
      report(folder, file, cases.size());
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cases of a JSON file, an array. Prints how many. */
  public static Stream<JsonNode> json(String folder, String file) {
    try {
      JsonNode cases = new ObjectMapper().readTree(folder(folder).resolve(file).toFile());
      report(folder, file, cases.size());
      return StreamSupport.stream(cases.spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void report(String folder, String file, int cases) {
    System.out.printf("vectors %s/%s: %d cases%n", folder, file, cases);
  }
}
