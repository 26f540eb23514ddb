package dev.tempest.sqlite;

import dev.tempest.atproto.syntax.Did;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * One statement on each of many repo files, past {@link RepoFiles}: a walk over all accounts must
 * not close the files that are in use. Each look opens and closes the file, in about half a
 * millisecond. Thread safe; blocks.
 */
public final class RepoGlance {
  private final DataDir dataDir;
  private final SQLiteConfig config = new SQLiteConfig();

  public RepoGlance(DataDir dataDir) {
    this.dataDir = dataDir;
    config.resetOpenMode(SQLiteOpenMode.CREATE); // a deleted account's file must stay deleted
    config.setBusyTimeout(1_000);
  }

  /** Empty when there is no file, or {@code work} finds nothing in it. */
  public <T> Optional<T> find(Did did, SqlFunction<@Nullable T> work) {
    Path file = dataDir.repoDb(did);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (Connection connection = config.createConnection("jdbc:sqlite:" + file)) {
      return Optional.ofNullable(work.apply(connection));
    } catch (SQLException e) {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      throw new StorageException("database " + file.getFileName() + ": " + e.getMessage(), e);
    }
  }
}
