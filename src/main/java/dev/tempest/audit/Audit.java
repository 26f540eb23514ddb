package dev.tempest.audit;

import dev.tempest.fault.Refusal;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes and reads the audit. Blocks. */
@Singleton
public final class Audit {
  private final Database accounts;
  private final InstantSource clock;

  public Audit(AccountDatabase accounts, InstantSource clock) {
    this.accounts = accounts.database();
    this.clock = clock;
  }

  /** An entry as it is kept; {@code id} grows. */
  public record Recorded(long id, Instant at, AuditEntry entry) {}

  /** Records {@code entry} in the transaction of the change that it tells of. */
  public void record(Connection tx, AuditEntry entry) throws SQLException {
    AuditTable.insert(tx, clock.instant(), entry);
  }

  /** Records what changes nothing in the accounts' database. */
  public void record(AuditEntry entry) {
    accounts.write(
        tx -> {
          record(tx, entry);
          return null;
        });
  }

  /**
   * Runs an action whose transactions are its own. The entry is there before it begins, so that a
   * crash leaves no change without one; when it is refused, the entry says so.
   */
  public <T extends @Nullable Object> T around(AuditEntry entry, Supplier<T> action) {
    long id = accounts.write(tx -> AuditTable.insert(tx, clock.instant(), entry));
    try {
      return action.get();
    } catch (Refusal refused) {
      amend(id, entry.with("refused", refused.error()));
      throw refused;
    } catch (RuntimeException failed) {
      amend(id, entry.with("failed", failed.getClass().getSimpleName()));
      throw failed;
    }
  }

  /** See {@link #around(AuditEntry, Supplier)}. */
  public void around(AuditEntry entry, Runnable action) {
    Supplier<@Nullable Void> asSupplier =
        () -> {
          action.run();
          return null;
        };
    around(entry, asSupplier);
  }

  private void amend(long id, AuditEntry entry) {
    accounts.write(
        tx -> {
          AuditTable.setDetail(tx, id, entry.detail());
          return null;
        });
  }

  /** Which entries are wanted: newest first, those before {@code before}, of {@code subject}. */
  public record Query(@Nullable String subject, @Nullable Long before, int most) {}

  public List<Recorded> list(Query query) {
    return accounts.read(connection -> AuditTable.list(connection, query));
  }
}
