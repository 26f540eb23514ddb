package dev.tempest.sqlite;

import java.util.List;

/**
 * The kinds of database and their migrations, in order. Listed, not scanned for: a native image has
 * no class path to scan. The last script's number is the {@code user_version} of an up-to-date
 * file.
 */
public enum Schema {
  ACCOUNT(
      "account",
      List.of(
          "V1__accounts.sql",
          "V2__blobs.sql",
          "V3__canary.sql",
          "V4__surface.sql",
          "V5__operator.sql",
          "V6__counts.sql")),
  SEQUENCER("sequencer", List.of("V1__sequencer.sql")),
  REPO("repo", List.of("V1__repo.sql"));

  private final String folder;
  private final List<String> scripts;

  Schema(String folder, List<String> scripts) {
    this.folder = folder;
    this.scripts = scripts;
  }

  /** The {@code user_version} of a file that is up to date. */
  public int version() {
    return scripts.size();
  }

  /** Class path names, such as {@code db/repo/V1__repo.sql}. */
  List<String> resources() {
    return scripts.stream().map(script -> "db/" + folder + "/" + script).toList();
  }
}
