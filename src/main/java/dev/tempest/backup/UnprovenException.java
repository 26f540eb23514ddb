package dev.tempest.backup;

import java.util.stream.Stream;

/** A backup that does not hold; the proof says why. */
public final class UnprovenException extends RuntimeException {
  private final transient Proof proof;

  UnprovenException(Proof proof) {
    super("the backup " + proof.backup() + " does not hold: " + first(proof), null, false, false);
    this.proof = proof;
  }

  public Proof proof() {
    return proof;
  }

  private static String first(Proof proof) {
    return faults(proof).findFirst().orElseThrow();
  }

  /** All that is wrong, each in a sentence. */
  static Stream<String> faults(Proof proof) {
    return Stream.concat(
        proof.faults().stream(),
        proof.accounts().stream()
            .flatMap(line -> line.faults().stream().map(fault -> line.did() + ": " + fault)));
  }
}
