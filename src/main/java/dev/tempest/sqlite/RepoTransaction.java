package dev.tempest.sqlite;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** The open transaction on a repo file, as one {@link RepoWork} sees it. */
public final class RepoTransaction {
  private final Connection connection;
  private final List<Runnable> afterCommit = new ArrayList<>();

  RepoTransaction(Connection connection) {
    this.connection = connection;
  }

  public Connection connection() {
    return connection;
  }

  /**
   * Runs {@code action} when the transaction is on disk, still under the account's lock, in the
   * order of the commits.
   */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  List<Runnable> actions() {
    return afterCommit;
  }
}
