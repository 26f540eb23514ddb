package dev.tempest.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/**
 * One state of a file: a read transaction on a connection of its own. It outlives the file's name,
 * for what is deleted stays readable to who has it open. Thread safe.
 */
final class Pin implements AutoCloseable {
  /** SQLite forces what it copies by pages, many times slower; the cut must end soon. */
  private static final long MOST_IN_MEMORY = 4L * 1024 * 1024;

  /** The rest of an error's code tells more closely what it was. */
  private static final int PRIMARY_CODE = 0xff;

  private enum State {
    UNTAKEN,
    TAKEN,
    /** Copied, given up, or never needed. */
    DONE
  }

  private final Path file;
  private @Nullable Connection connection; // guarded by this
  private State state = State.UNTAKEN; // guarded by this

  Pin(Path file) {
    this.file = file;
  }

  /** Of a file that was not there. */
  static Pin absent(Path file) {
    var pin = new Pin(file);
    pin.close();
    return pin;
  }

  /** Opens the connection without pinning anything yet. */
  synchronized void open(Duration patience) throws SQLException {
    var config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setBusyTimeout((int) patience.toMillis());
    Connection opened = config.createConnection("jdbc:sqlite:" + file);
    connection = opened;
    Database.run(opened, "BEGIN");
  }

  /** Pins the file as it is now, unless that is done already. */
  synchronized void take(Duration patience) throws SQLException {
    if (state == State.UNTAKEN) {
      if (connection == null) {
        open(patience);
      }
      // the cheapest look: what begins the transaction in truth is the first
      Database.run(connection(), "PRAGMA schema_version");
      state = State.TAKEN;
    }
  }

  /** Lets go of what was pinned, if anything was, so that it can be taken anew. */
  synchronized void undo() throws SQLException {
    Database.run(connection(), "ROLLBACK");
    Database.run(connection(), "BEGIN");
    state = State.UNTAKEN;
  }

  /** Whether somebody else had the file to himself, for the moment. */
  static boolean isBusy(SQLException failure) {
    return (failure.getErrorCode() & PRIMARY_CODE) == SQLiteErrorCode.SQLITE_BUSY.code;
  }

  synchronized boolean isDone() {
    return state == State.DONE;
  }

  synchronized Connection connection() {
    return Objects.requireNonNull(connection, "not taken");
  }

  /**
   * Copies the pinned state into a new or empty file, not yet forced to disk, then lets go of it.
   */
  void copyTo(Path target) throws SQLException, IOException {
    try {
      var pinned = connection().unwrap(SQLiteConnection.class);
      if (bytes(pinned) <= MOST_IN_MEMORY) {
        Files.write(target, pinned.serialize("main"));
      } else {
        copyByPages(pinned, target);
      }
    } finally {
      close();
    }
  }

  private static long bytes(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")) {
      return row.getLong(1);
    }
  }

  private static void copyByPages(SQLiteConnection pinned, Path target) throws SQLException {
    int result = pinned.getDatabase().backup("main", target.toString(), null);
    if (result != SQLiteErrorCode.SQLITE_OK.code) {
      throw new SQLException(SQLiteErrorCode.getErrorCode(result).message);
    }
  }

  @Override
  public synchronized void close() {
    state = State.DONE;
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException lost) {
        // it only read
      }
      connection = null;
    }
  }
}
