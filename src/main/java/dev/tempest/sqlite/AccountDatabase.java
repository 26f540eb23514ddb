package dev.tempest.sqlite;

/** {@code account.sqlite}, opened and up to date. */
public record AccountDatabase(Database database) {
  /** Opens the file in {@code dataDir}; its commits pass {@code gate}. */
  public static AccountDatabase open(DataDir dataDir, Database.Size size, CommitGate gate) {
    return open(dataDir, size, new Database.Surroundings(gate, StorageWatch.NONE));
  }

  static AccountDatabase open(DataDir dataDir, Database.Size size, Database.Surroundings around) {
    return new AccountDatabase(Database.open(dataDir.accountDb(), Schema.ACCOUNT, size, around));
  }
}
