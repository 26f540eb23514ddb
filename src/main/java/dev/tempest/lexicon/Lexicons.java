package dev.tempest.lexicon;

import dev.tempest.atproto.lexicon.Lexicon;
import dev.tempest.atproto.lexicon.LexiconSource;
import dev.tempest.atproto.syntax.Nsid;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Every lexicon there is for this server. May block for the network, within bounds. */
@Singleton
public final class Lexicons implements LexiconSource {
  private final LexiconSource bundled = new BundledLexicons();
  private final LexiconSource files;
  private final Set<String> knownRecords;
  private final boolean external;
  private final PublishedLexicons published;

  Lexicons(LexiconConfig config, PublishedLexicons published) {
    this.files = LexiconFiles.read(config.paths().orElse(List.of()));
    this.knownRecords =
        config.knownRecords().orElse(List.of()).stream().collect(Collectors.toUnmodifiableSet());
    this.external = config.externalResolver();
    this.published = published;
  }

  @Override
  public Optional<Lexicon> find(Nsid id) {
    Optional<Lexicon> local = findLocal(id);
    return local.isPresent() || !external
        ? local
        : published.find(id).map(PublishedLexicon::lexicon);
  }

  /** Without asking the network. */
  public Optional<Lexicon> findLocal(Nsid id) {
    Optional<Lexicon> own = files.find(id);
    return own.isPresent() ? own : bundled.find(id);
  }

  /** Whether the operator vouches for the records of a collection, whatever is in them. */
  public boolean isKnownRecord(Nsid collection) {
    return knownRecords.contains(collection.value());
  }
}
