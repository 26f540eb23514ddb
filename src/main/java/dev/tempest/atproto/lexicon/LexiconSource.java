package dev.tempest.atproto.lexicon;

import dev.tempest.atproto.syntax.Nsid;
import java.util.Optional;

/** Where schemas come from. Asked often: it must remember. */
@FunctionalInterface
public interface LexiconSource {
  Optional<Lexicon> find(Nsid id);

  /**
   * The definition that {@code ref} names.
   *
   * @throws UnresolvedException when there is none
   */
  default Schema require(SchemaRef ref) {
    return find(ref.lexicon())
        .flatMap(lexicon -> lexicon.find(ref.definition()))
        .orElseThrow(() -> new UnresolvedException(ref));
  }
}
