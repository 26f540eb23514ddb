package dev.tempest.sqlite;

/** {@code account.sqlite}, opened and up to date. */
public record AccountDatabase(Database database) {
  /** Opens the file in {@code dataDir}; its commits pass {@code gate}. */
  public static AccountDatabase open(DataDir dataDir, Database.Size size, CommitGate gate) {
    return new AccountDatabase(Database.open(dataDir.accountDb(), Schema.ACCOUNT, size, gate));
  }
}
