package dev.tempest.blob;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.fault.Refusal;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;

/** How much an account's blobs may take: what the operator gave it, or else everybody. */
@Singleton
public final class BlobQuota {
  private final Database accounts;
  private final Audit audit;
  private final BlobConfig config;

  BlobQuota(AccountDatabase accounts, Audit audit, BlobConfig config) {
    this.accounts = accounts.database();
    this.audit = audit;
    this.config = config;
  }

  /**
   * What an account has and may have, temporary blobs included.
   *
   * @param quota empty when there is none
   */
  @RegisterForReflection
  public record Usage(long blobs, long bytes, OptionalLong quota) {}

  public Usage of(Did did) {
    return accounts.read(connection -> of(connection, did));
  }

  /** Gives the account a quota of its own, or, when empty, that of everybody. */
  public void set(Did did, OptionalLong bytes, AuditEntry entry) {
    accounts.write(
        tx -> {
          BlobQuotaTable.set(tx, did, bytes);
          audit.record(tx, entry);
          return null;
        });
  }

  private Usage of(Connection connection, Did did) throws SQLException {
    var own = BlobQuotaTable.find(connection, did);
    var used = BlobQuotaTable.used(connection, did);
    return new Usage(used.blobs(), used.bytes(), own.isPresent() ? own : config.quotaBytes());
  }

  /** Refuses a new blob that does not fit beside those that the account has. */
  void requireRoom(Connection tx, Did did, long bytes) throws SQLException {
    var own = BlobQuotaTable.find(tx, did);
    var quota = own.isPresent() ? own : config.quotaBytes();
    if (quota.isEmpty()) {
      return; // without a look at the rows of all blobs
    }
    long used = BlobQuotaTable.used(tx, did).bytes();
    if (bytes > quota.getAsLong() - used) {
      throw new Refusal.Invalid(
          "BlobQuotaExceeded",
          "The blobs of this account take %d of the %d bytes that it has; this one has %d"
              .formatted(used, quota.getAsLong(), bytes));
    }
  }
}
