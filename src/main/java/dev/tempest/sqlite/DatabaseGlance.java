package dev.tempest.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * A look into a database file that leaves it as it is, whether a server has it open or not: nothing
 * is migrated, no writer waits, and a log that a crash left stays, for it tells the next start
 * which outboxes it has to deliver.
 */
public final class DatabaseGlance {
  private static final int BUSY_MILLIS = 5_000;
  private static final int MOST_FAULTS = 10;
  private static final String WHOLE = "ok";

  private final Path file;

  public DatabaseGlance(Path file) {
    this.file = file;
  }

  /** Runs {@code work} on a connection that only reads. */
  public <T extends @Nullable Object> T read(SqlFunction<T> work) {
    return read(work, isInUse());
  }

  /** The version of the file's schema; {@link Schema#version} is what this program knows. */
  public int schemaVersion() {
    return read(
        connection -> {
          try (var statement = connection.createStatement();
              var row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
          }
        });
  }

  /**
   * What is broken in the file; nothing when it is whole.
   *
   * @param thorough whether indexes and references are held against their tables too, which takes a
   *     few times as long
   */
  public List<String> faults(boolean thorough) {
    boolean inUse = isInUse();
    try {
      var faults = read(connection -> faults(connection, thorough), inUse);
      if (faults.isEmpty() || inUse) {
        return faults;
      }
    } catch (StorageException unreadable) {
      if (inUse) {
        throw unreadable;
      }
    }
    // perhaps a server opened the file meanwhile, and wrote while nobody looked at its log
    return read(connection -> faults(connection, thorough), true);
  }

  private static List<String> faults(Connection connection, boolean thorough) throws SQLException {
    var faults = new ArrayList<String>();
    try (var statement = connection.createStatement()) {
      String check = thorough ? "integrity_check" : "quick_check";
      try (var rows = statement.executeQuery("PRAGMA %s(%d)".formatted(check, MOST_FAULTS))) {
        while (rows.next()) {
          faults.add(rows.getString(1));
        }
      }
      faults.remove(WHOLE);
      if (thorough) {
        try (var rows = statement.executeQuery("PRAGMA foreign_key_check")) {
          while (faults.size() < MOST_FAULTS && rows.next()) {
            faults.add("a row of %s refers to nothing".formatted(rows.getString(1)));
          }
        }
      }
    }
    return faults;
  }

  /** A file without a log is in nobody's use. */
  private boolean isInUse() {
    return Files.exists(file.resolveSibling(file.getFileName() + "-wal"));
  }

  /**
   * Without its log a file is read as immutable, which makes none. With it, by the usual rules; as
   * a reader cannot fold a log into the file, closing leaves it.
   */
  private <T extends @Nullable Object> T read(SqlFunction<T> work, boolean inUse) {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    String url = "jdbc:sqlite:" + file.toUri() + (inUse ? "" : "?immutable=1");
    try (Connection connection = config.createConnection(url)) {
      return work.apply(connection);
    } catch (SQLException e) {
      throw new StorageException("database " + file.getFileName() + ": " + e.getMessage(), e);
    }
  }
}
