package dev.tempest.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Work on a connection that somebody else opens, commits and closes. */
@FunctionalInterface
public interface SqlFunction<T extends @Nullable Object> {
  T apply(Connection connection) throws SQLException;
}
