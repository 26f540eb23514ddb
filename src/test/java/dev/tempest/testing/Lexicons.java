package dev.tempest.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The schemas that the program carries, as plain JSON: what its methods are measured against. */
public final class Lexicons {
  private static final Path FOLDER = Path.of("src/main/resources/lexicons");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, JsonNode> ALL = load();

  private Lexicons() {}

  /** A method's main definition. */
  public record Method(JsonNode main) {
    public String type() {
      return main.path("type").asText();
    }

    /** The content type of {@code "input"} or {@code "output"}; empty when there is none. */
    public String encoding(String direction) {
      return main.path(direction).path("encoding").asText("");
    }

    public List<String> errors() {
      return main.path("errors").valueStream().map(error -> error.path("name").asText()).toList();
    }
  }

  private static Map<String, JsonNode> load() {
    var all = new TreeMap<String, JsonNode>();
    if (!Files.isDirectory(FOLDER)) {
      return all;
    }
    try (var files = Files.walk(FOLDER)) {
      files
          .filter(file -> file.toString().endsWith(".json"))
          .map(Lexicons::read)
          .filter(document -> document.has("lexicon"))
          .forEach(document -> all.put(document.path("id").asText(), document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the protocol's own lexicons must have this method. */
  public static boolean isPublished(String nsid) {
    return nsid.startsWith("com.atproto.") && !ALL.isEmpty();
  }

  public static Optional<JsonNode> document(String nsid) {
    return Optional.ofNullable(ALL.get(nsid));
  }

  public static Optional<Method> method(String nsid) {
    return document(nsid).map(document -> new Method(document.path("defs").path("main")));
  }
}
