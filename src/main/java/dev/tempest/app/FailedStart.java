package dev.tempest.app;

import dev.tempest.config.RefusedStartException;
import dev.tempest.sqlite.StorageException;
import io.quarkus.runtime.QuarkusBindException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
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
    String management =
        Objects.requireNonNullElse(System.getenv("TEMPEST_MANAGEMENT_PORT"), "4001");
    String variable =
        management.equals(Integer.toString(port)) ? "TEMPEST_MANAGEMENT_PORT" : "PORT";
    return "%s: %d is in use by another process: end it, or set another, for example %s=%d"
        .formatted(variable, port, variable, port + 10);
  }
}
