package dev.tempest.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Remembers the last backups and drills, however they ended. Blocks. */
@Singleton
public final class OperationRuns {
  private static final int KEPT = 100;

  private final Database accounts;
  private final InstantSource clock;
  private final ObjectMapper json;

  public OperationRuns(AccountDatabase accounts, InstantSource clock, ObjectMapper json) {
    this.accounts = accounts.database();
    this.clock = clock;
    this.json = json;
  }

  /** What is remembered. */
  public enum Operation {
    BACKUP,
    DRILL;

    private String stored() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Runs {@code work} and remembers its result, which holds no secret, or the message of what it
   * threw.
   */
  public <T> T remember(Operation operation, String name, Supplier<T> work) {
    long id =
        accounts.write(
            tx -> {
              OperationRunTable.forget(tx, operation.stored(), KEPT - 1);
              return OperationRunTable.begin(tx, operation.stored(), name, clock.instant());
            });
    Object detail = Map.of("error", "stopped");
    boolean succeeded = false;
    try {
      T result = work.get();
      detail = result;
      succeeded = true;
      return result;
    } catch (RuntimeException e) {
      detail = Map.of("error", String.valueOf(e.getMessage()));
      throw e;
    } finally {
      end(id, succeeded, detail);
    }
  }

  private void end(long id, boolean succeeded, Object detail) {
    accounts.write(
        tx -> {
          OperationRunTable.end(tx, id, clock.instant(), succeeded, text(detail));
          return true;
        });
  }

  private String text(Object detail) {
    try {
      return json.writeValueAsString(detail);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a result that is no JSON", e);
    }
  }

  public Optional<OperationRun> last(Operation operation) {
    return accounts.read(connection -> last(connection, operation));
  }

  /** By a look at the accounts' database of a volume that others may have open. */
  public static Optional<OperationRun> last(Connection connection, Operation operation)
      throws SQLException {
    return Optional.ofNullable(OperationRunTable.last(connection, operation.stored()));
  }

  public Optional<OperationRun> lastGood(Operation operation) {
    return accounts.read(connection -> lastGood(connection, operation));
  }

  /** By a look at the accounts' database of a volume that others may have open. */
  public static Optional<OperationRun> lastGood(Connection connection, Operation operation)
      throws SQLException {
    return Optional.ofNullable(OperationRunTable.lastGood(connection, operation.stored()));
  }
}
