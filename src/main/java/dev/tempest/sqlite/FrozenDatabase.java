package dev.tempest.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * A database file that nobody has open, as in a backup: read without a lock and without leaving a
 * log beside it. For one thread.
 */
public final class FrozenDatabase implements AutoCloseable {
  private static final int MOST_FAULTS = 5;

  private final Path file;
  private final Connection connection;

  private FrozenDatabase(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Opens {@code file}, which need not be a sound one: {@link #faults} tells. */
  public static FrozenDatabase open(Path file) {
    var config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.resetOpenMode(SQLiteOpenMode.READWRITE);
    config.setOpenMode(SQLiteOpenMode.READONLY);
    try {
      // whatever lies beside it, the file counts as it is
      String url = "jdbc:sqlite:" + file.toAbsolutePath().toUri() + "?immutable=1";
      return new FrozenDatabase(file, config.createConnection(url));
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /** Runs {@code work} on {@code file}, as {@link #read(SqlFunction)} does. */
  public static <T extends @Nullable Object> T read(Path file, SqlFunction<T> work) {
    try (var database = open(file)) {
      return database.read(work);
    }
  }

  /** See {@link Database#read}. */
  public <T extends @Nullable Object> T read(SqlFunction<T> work) {
    try {
      return work.apply(connection);
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /**
   * What is wrong with the file as a database of that kind; empty when nothing is. Reads all of it.
   */
  public List<String> faults(Schema schema) {
    var faults = new ArrayList<String>();
    try {
      if (Files.exists(Path.of(file + "-wal"))) {
        faults.add("it was not closed: a log lies beside it");
      }
      checkVersion(schema, faults);
      collect("PRAGMA integrity_check(" + MOST_FAULTS + ")", 1, faults);
      faults.remove("ok");
      var dangling = new ArrayList<String>();
      collect("PRAGMA foreign_key_check", 1, dangling);
      dangling.stream()
          .distinct()
          .forEach(table -> faults.add("rows of " + table + " refer to what is not there"));
    } catch (SQLException e) {
      faults.add(String.valueOf(e.getMessage()));
    }
    return faults;
  }

  private void checkVersion(Schema schema, List<String> faults) throws SQLException {
    var found = new ArrayList<String>();
    collect("PRAGMA user_version", 1, found);
    int version = Integer.parseInt(found.getFirst());
    if (version < 1 || version > schema.version()) {
      faults.add(
          "schema version %d, this Tempest knows 1 to %d".formatted(version, schema.version()));
    }
  }

  private void collect(String sql, int column, List<String> into) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next() && into.size() < MOST_FAULTS) {
        into.add(rows.getString(column));
      }
    }
  }

  private static StorageException failure(Path file, SQLException cause) {
    return new StorageException(
        "database " + file.getFileName() + ": " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }
}
