package dev.tempest.lexicon;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which schemas records are checked against. {@link LexiconConfigCheck} refuses bad ones. */
@ConfigMapping(prefix = "tempest.lexicon")
public interface LexiconConfig {
  /**
   * {@code TEMPEST_LEXICON_PATHS}: files, and folders of {@code .json} files. A document of theirs
   * takes the place of the server's own.
   */
  Optional<List<Path>> paths();

  /**
   * {@code TEMPEST_LEXICON_KNOWN_RECORDS}: collections whose records are valid without a schema.
   */
  Optional<List<String>> knownRecords();

  /** {@code TEMPEST_LEXICON_EXTERNAL_RESOLVER}: whether unknown schemas are looked for outside. */
  @WithDefault("false")
  boolean externalResolver();
}
