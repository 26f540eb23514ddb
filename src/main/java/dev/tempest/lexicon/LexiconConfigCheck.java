package dev.tempest.lexicon;

import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.config.BootCheck;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Refuses lexicon settings that make no sense, down to the files that they name. */
@Singleton
final class LexiconConfigCheck implements BootCheck {
  private static final String PATHS = "TEMPEST_LEXICON_PATHS";

  private final LexiconConfig config;

  LexiconConfigCheck(LexiconConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    for (String collection : config.knownRecords().orElse(List.of())) {
      if (!Nsid.isValid(collection)) {
        problems.add(
            Problem.fatal(
                "TEMPEST_LEXICON_KNOWN_RECORDS",
                "must be a comma list of NSIDs, for example com.example.thing,com.example.other"));
      }
    }
    List<Path> paths = config.paths().orElse(List.of());
    if (!paths.isEmpty()) {
      var files = LexiconFiles.read(paths);
      files.faults().forEach(fault -> problems.add(Problem.fatal(PATHS, fault)));
      if (!config.externalResolver()) {
        files
            .danglingReferences(new BundledLexicons())
            .forEach(fault -> problems.add(Problem.fatal(PATHS, fault)));
      }
    }
    return problems;
  }
}
