package dev.tempest.app;

import dev.tempest.config.RefusedStartException;
import dev.tempest.sqlite.StorageException;
import io.quarkus.runtime.QuarkusBindException;
import java.net.BindException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** What an operator is told of a start that failed, and can change. */
final class FailedStart {
  /** SQLite's codes for what only this program can be at fault for: SQL, constraint, misuse. */
  private static final Set<Integer> FAULTS = Set.of(1, 19, 20, 21, 25);

  private static final int PRIMARY_CODE = 0xff;

  private FailedStart() {}

  /** A line for each thing to change; empty for a fault of the program. */
  static List<String> lines(Throwable failure) {
    var unreadable = UnreadableVariables.in(failure);
    if (!unreadable.isEmpty()) {
      return unreadable;
    }
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case RefusedStartException refused -> {
          return refused.lines();
        }
        case QuarkusBindException bind -> {
          return List.of(inUse(bind.getPort()));
        }
        case BindException bind -> {
          return List.of(
              "TEMPEST_MANAGEMENT_PORT, TEMPEST_MANAGEMENT_HOST: cannot listen there (%s): set others,"
                      .formatted(bind.getMessage())
                  + " for example TEMPEST_MANAGEMENT_PORT=4011");
        }
        case StorageException storage when isNoFault(storage) -> {
          return List.of(
              "TEMPEST_DATA_DIR: "
                  + storage.getMessage()
                  + ". More is told by: tempest doctor --offline");
        }
        default -> {}
      }
    }
    return List.of();
  }

  private static boolean isNoFault(StorageException storage) {
    return storage.getCause() instanceof SQLException sql
        && !FAULTS.contains(sql.getErrorCode() & PRIMARY_CODE);
  }

  private static String inUse(int port) {
    return "PORT: %d is in use by another process: end it, or set another, for example PORT=%d"
        .formatted(port, port + 10);
  }
}
