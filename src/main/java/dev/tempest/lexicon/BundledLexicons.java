package dev.tempest.lexicon;

import dev.tempest.atproto.lexicon.Lexicon;
import dev.tempest.atproto.lexicon.LexiconSource;
import dev.tempest.atproto.syntax.Nsid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The documents that are part of the program, each read when it is first asked for. */
final class BundledLexicons implements LexiconSource {
  private final Map<Nsid, Lexicon> read = new ConcurrentHashMap<>();

  @Override
  public Optional<Lexicon> find(Nsid id) {
    Lexicon known = read.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Lexicon> found = load(id);
    found.ifPresent(lexicon -> read.put(id, lexicon));
    return found;
  }

  private static Optional<Lexicon> load(Nsid id) {
    try (var json = BundledLexicons.class.getResourceAsStream("/lexicons/" + id + ".json")) {
      return json == null
          ? Optional.empty()
          : Optional.of(Lexicon.parse(json.readAllBytes())).filter(it -> it.id().equals(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
