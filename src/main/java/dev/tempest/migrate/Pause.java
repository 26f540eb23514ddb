package dev.tempest.migrate;

/** A migration stops where it is, in good order, until the person has done something. */
public final class Pause extends RuntimeException {
  /**
   * @param needed what to do, after which the same command goes on
   */
  public Pause(String needed) {
    super(needed, null, false, false); // expected: no stack trace
  }
}
