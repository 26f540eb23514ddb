package dev.tempest.account;

import dev.tempest.account.AppPasswordTable.Row;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.logging.Logger;

/** The passwords that an account gives to its apps, and takes away again. */
@Singleton
final class AppPasswords {
  static final int MOST = 100;

  private static final int LONGEST_NAME = 128;
  private static final Logger LOG = Logger.getLogger(AppPasswords.class);

  private final Database accounts;
  private final AppPasswordText text;
  private final InstantSource clock;

  AppPasswords(AccountDatabase accounts, AppPasswordText text, InstantSource clock) {
    this.accounts = accounts.database();
    this.text = text;
    this.clock = clock;
  }

  /** A new one; its text cannot be had again. */
  record Created(Row row, String password) {
    @Override
    public String toString() {
      return "Created[…]";
    }
  }

  Created create(Did did, String name, boolean privileged) {
    requireFit(name);
    var row = new Row(name, privileged, clock.instant().truncatedTo(ChronoUnit.SECONDS));
    String password = text.next();
    String hash = text.hash(did, password);
    accounts.write(
        tx -> {
          if (AppPasswordTable.ofAccount(tx, did).size() >= MOST) {
            throw Refusal.invalid(
                "An account has at most " + MOST + " app passwords: revoke one first");
          }
          if (!AppPasswordTable.insert(tx, did, row, hash)) {
            throw new Refusal.Invalid(
                "DuplicateCreate", "There is an app password of that name: " + name);
          }
          return null;
        });
    LOG.infof("event=app_password_created did=%s privileged=%s", did, privileged);
    return new Created(row, password);
  }

  private static void requireFit(String name) {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw Refusal.invalid("name must have 1 to " + LONGEST_NAME + " characters");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw Refusal.invalid("name must not contain control characters");
    }
  }

  List<Row> list(Did did) {
    return accounts.read(connection -> AppPasswordTable.ofAccount(connection, did));
  }

  /** Ends also the sessions that were opened with it. One that does not exist is gone already. */
  void revoke(Did did, String name) {
    accounts.write(
        tx -> {
          AppPasswordTable.delete(tx, did, name);
          SessionTable.revokeOf(tx, did, name);
          return null;
        });
    LOG.infof("event=app_password_revoked did=%s", did);
  }
}
