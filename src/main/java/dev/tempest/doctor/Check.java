package dev.tempest.doctor;

import java.time.Duration;
import java.util.List;

/**
 * One thing that the doctor looks at. It changes nothing, but for a probe that it takes away again.
 */
interface Check {
  /** How far a check has to reach. */
  enum Reach {
    /** This machine. */
    HERE,
    /** Services that the operator chose. */
    SERVICES,
    /** This server by its public address: in development it has none. */
    PUBLIC
  }

  /** Stable: operators name it to {@code --only}, and scripts read it. */
  String id();

  Reach reach();

  /** How long to wait for {@link #look}. */
  default Duration patience(Examination examination) {
    return Duration.ofSeconds(30);
  }

  /** What was found; whatever is thrown counts as a failure of what was looked at. */
  List<Finding> look(Examination examination) throws Exception;
}
