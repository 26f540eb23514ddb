package dev.tempest.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** Reads a database file that nobody writes, and leaves nothing beside it: a copy in a backup. */
public final class FrozenDatabase {
  private FrozenDatabase() {}

  /** Runs {@code work} on {@code file}, which has no log that is not in it yet. */
  public static <T extends @Nullable Object> T read(Path file, SqlFunction<T> work) {
    var config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    String url = "jdbc:sqlite:" + file.toUri();
    try (Connection connection = config.createConnection(url + "?immutable=1")) {
      return work.apply(connection);
    } catch (SQLException e) {
      throw new StorageException("database " + file.getFileName() + ": " + e.getMessage(), e);
    }
  }
}
