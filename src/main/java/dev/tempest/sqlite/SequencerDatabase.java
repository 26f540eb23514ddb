package dev.tempest.sqlite;

/** {@code sequencer.sqlite}, opened and up to date. */
public record SequencerDatabase(Database database) {
  /** Opens the file in {@code dataDir}; its commits pass {@code gate}. */
  public static SequencerDatabase open(DataDir dataDir, Database.Size size, CommitGate gate) {
    return open(dataDir, size, new Database.Surroundings(gate, StorageWatch.NONE));
  }

  static SequencerDatabase open(DataDir dataDir, Database.Size size, Database.Surroundings around) {
    return new SequencerDatabase(
        Database.open(dataDir.sequencerDb(), Schema.SEQUENCER, size, around));
  }
}
