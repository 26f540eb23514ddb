package dev.tempest.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A change to one account's repo file. Several of these may share one transaction, each undone by
 * itself when it throws.
 */
@FunctionalInterface
public interface RepoWork<T extends @Nullable Object> {
  /** Runs under the account's lock before the transaction begins: for files and networks. */
  default void prepare() {}

  T apply(RepoTransaction transaction) throws SQLException;
}
