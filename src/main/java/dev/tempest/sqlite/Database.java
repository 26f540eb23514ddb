package dev.tempest.sqlite;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * One SQLite file: a pool of connections that read side by side, and one writer at a time. Thread
 * safe; blocks, so never on an event loop.
 *
 * <p>WAL with {@code synchronous=FULL}: what a {@link #write} returned survives power loss.
 */
public final class Database implements AutoCloseable {
  private static final Duration ACQUISITION_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);

  private final Path file;
  private final Schema kind;
  private final AgroalDataSource source;
  private final CommitGate gate;
  private final StorageWatch watch;
  // SQLite's own wait for the writer is a poll; this one is a queue
  private final ReentrantLock writer = new ReentrantLock(true);

  private Database(Path file, Schema kind, AgroalDataSource source, Surroundings around) {
    this.file = file;
    this.kind = kind;
    this.source = source;
    this.gate = around.gate();
    this.watch = around.watch();
  }

  /** What commits pass, and who is told how long they took. */
  record Surroundings(CommitGate gate, StorageWatch watch) {}

  /** As the other, for a file that no {@link Cut} is to be made through. */
  public static Database open(Path file, Schema schema, Size size) {
    return open(file, schema, size, new Surroundings(new CommitGate(), StorageWatch.NONE));
  }

  /** Opens {@code file}, which is made when missing, and migrates it to {@code schema}. */
  static Database open(Path file, Schema schema, Size size, Surroundings around) {
    AgroalDataSource source = null;
    try {
      source = AgroalDataSource.from(configuration(file, size));
      Migrations.apply(source, schema);
      return new Database(file, schema, source, around);
    } catch (SQLException e) {
      if (source != null) {
        source.close();
      }
      throw failure(file, e);
    } catch (RuntimeException e) {
      if (source != null) {
        source.close();
      }
      throw e;
    }
  }

  /** How many connections a file may have, and how much memory each may cache pages in. */
  public record Size(int connections, int cacheKib) {}

  private static AgroalDataSourceConfigurationSupplier configuration(Path file, Size size) {
    return new AgroalDataSourceConfigurationSupplier()
        .connectionPoolConfiguration(
            pool ->
                pool.minSize(
                        1) // with its last connection a file loses its log, which marks it open
                    .maxSize(size.connections())
                    .acquisitionTimeout(ACQUISITION_TIMEOUT)
                    .reapTimeout(IDLE_TIMEOUT)
                    .connectionFactoryConfiguration(
                        factory ->
                            factory
                                .connectionProviderClass(JDBC.class)
                                .jdbcUrl("jdbc:sqlite:" + file)
                                .jdbcProperty("journal_mode", "WAL")
                                .jdbcProperty("synchronous", "FULL")
                                .jdbcProperty("foreign_keys", "true")
                                .jdbcProperty(
                                    "busy_timeout", Long.toString(BUSY_TIMEOUT.toMillis()))
                                .jdbcProperty("cache_size", Integer.toString(-size.cacheKib()))));
  }

  public Path file() {
    return file;
  }

  /** Runs {@code work} outside a transaction: fit for one statement. */
  public <T extends @Nullable Object> T read(SqlFunction<T> work) {
    long began = System.nanoTime();
    T result = connected(work);
    watch.read(kind, System.nanoTime() - began);
    return result;
  }

  private <T extends @Nullable Object> T connected(SqlFunction<T> work) {
    try (Connection connection = source.getConnection()) {
      return work.apply(connection);
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /** Runs {@code work} on one state of the file, however many statements it takes. */
  public <T extends @Nullable Object> T snapshot(SqlFunction<T> work) {
    return read(
        connection -> {
          run(connection, "BEGIN");
          try {
            return work.apply(connection);
          } finally {
            run(connection, "ROLLBACK");
          }
        });
  }

  /**
   * Runs {@code work} in a transaction that is on disk when this returns, or undone if it throws.
   */
  public <T extends @Nullable Object> T write(SqlFunction<T> work) {
    writer.lock();
    try {
      return connected(connection -> inTransaction(connection, work));
    } finally {
      writer.unlock();
    }
  }

  private <T extends @Nullable Object> T inTransaction(Connection connection, SqlFunction<T> work)
      throws SQLException {
    long began = System.nanoTime();
    run(connection, "BEGIN IMMEDIATE");
    boolean committed = false;
    try {
      T result = work.apply(connection);
      long ready = System.nanoTime();
      gate.pass(file, () -> run(connection, "COMMIT"));
      committed = true;
      watch.wrote(kind, ready - began);
      watch.committed(kind, System.nanoTime() - ready);
      return result;
    } finally {
      if (!committed) {
        rollBack(connection);
      }
    }
  }

  // a full disk may have rolled back already, which makes ROLLBACK itself an error
  static void rollBack(Connection connection) {
    try {
      run(connection, "ROLLBACK");
    } catch (SQLException alreadyRolledBack) {
      // the failure that brought us here is the one to report
    }
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static StorageException failure(Path file, SQLException cause) {
    return new StorageException(
        "database " + file.getFileName() + ": " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    source.close();
  }
}
