package dev.tempest.lexicon;

import dev.tempest.atproto.lexicon.Lexicon;
import dev.tempest.atproto.lexicon.LexiconException;
import dev.tempest.atproto.lexicon.LexiconSource;
import dev.tempest.atproto.lexicon.SchemaRef;
import dev.tempest.atproto.lexicon.UnresolvedException;
import dev.tempest.atproto.syntax.Nsid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The operator's documents as they lie on disk. */
final class LexiconFiles implements LexiconSource {
  private static final int DEEPEST = 16;
  private static final int MOST_BYTES = 256_000;

  private final Map<Nsid, Lexicon> lexicons = new LinkedHashMap<>();
  private final Map<Nsid, Path> files = new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();

  private LexiconFiles() {}

  /** Reads all files at and below {@code paths}; what is wrong with one is a {@link #faults}. */
  static LexiconFiles read(List<Path> paths) {
    var read = new LexiconFiles();
    paths.forEach(read::addAll);
    return read;
  }

  @Override
  public Optional<Lexicon> find(Nsid id) {
    return Optional.ofNullable(lexicons.get(id));
  }

  /** Each names its file. */
  List<String> faults() {
    return faults;
  }

  /** References that neither {@code source} nor these files resolve; each names its file. */
  List<String> danglingReferences(LexiconSource source) {
    LexiconSource all = id -> find(id).or(() -> source.find(id));
    var dangling = new ArrayList<String>();
    for (Lexicon lexicon : lexicons.values()) {
      for (SchemaRef reference : lexicon.references()) {
        if (!resolves(all, reference)) {
          dangling.add(
              "%s refers to %s, which no file has".formatted(files.get(lexicon.id()), reference));
        }
      }
    }
    return dangling;
  }

  private static boolean resolves(LexiconSource source, SchemaRef reference) {
    try {
      source.require(reference);
      return true;
    } catch (UnresolvedException missing) {
      return false;
    }
  }

  private void addAll(Path path) {
    if (Files.isRegularFile(path)) {
      add(path);
      return;
    }
    try (Stream<Path> below = Files.walk(path, DEEPEST)) {
      below
          .filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file))
          .sorted()
          .forEach(this::add);
    } catch (IOException | java.io.UncheckedIOException unreadable) {
      faults.add(path + " cannot be read: no such file or folder, or no right to it");
    }
  }

  private void add(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        faults.add("%s has more than %d bytes".formatted(file, MOST_BYTES));
        return;
      }
      Lexicon lexicon = Lexicon.parse(Files.readAllBytes(file));
      Path other = files.putIfAbsent(lexicon.id(), file);
      if (other != null) {
        faults.add("%s and %s both are %s".formatted(other, file, lexicon.id()));
      }
      lexicons.put(lexicon.id(), lexicon);
    } catch (IOException unreadable) {
      faults.add(file + " cannot be read");
    } catch (LexiconException fault) {
      faults.add(file + " is not a lexicon: " + fault.getMessage());
    }
  }
}
