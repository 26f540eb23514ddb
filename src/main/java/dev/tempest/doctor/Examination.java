package dev.tempest.doctor;

import java.util.Optional;
import java.util.Set;

/**
 * What is to be looked at.
 *
 * @param only ids of checks; empty for all of them
 * @param offline whether nothing may be sent to other machines
 * @param deep whether everything on the volume is read, however long that takes
 * @param mailTo who gets a letter, to see whether it arrives
 */
public record Examination(
    Set<String> only, boolean offline, boolean deep, Optional<String> mailTo) {
  public Examination {
    only = Set.copyOf(only);
  }

  /** Everything, quickly. */
  public static final Examination USUAL = new Examination(Set.of(), false, false, Optional.empty());

  /** The configuration alone, as {@code config check} looks at it. */
  public static final Examination OF_CONFIGURATION =
      new Examination(Set.of(ConfigurationCheck.ID), true, false, Optional.empty());

  boolean includes(Check check) {
    return only.isEmpty() || only.contains(check.id());
  }
}
