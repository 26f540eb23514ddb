package dev.tempest.mail;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.mail.EmailCodeTable.Row;
import dev.tempest.secret.Secrets;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The codes that people have to know from an e-mail, or from the operator: {@code XXXXX-XXXXX}, for
 * fifteen minutes and for one use.
 *
 * <p>No count of attempts: it would let strangers use up the code of somebody else, whose account
 * they need not even name. There are 30^10 codes, about 2^49; ten thousand guesses a second, far
 * beyond what the rate limits let through, find a given one with a chance of one in 2^26.
 */
@Singleton
public final class EmailCodes {
  static final Duration LIFE = Duration.ofMinutes(15);

  /** Young enough to be sent again: of two e-mails that cross each other, both are right. */
  private static final Duration YOUNG = Duration.ofMinutes(5);

  private final Database accounts;
  private final Secrets secrets;
  private final CodeForm form;
  private final InstantSource clock;

  EmailCodes(AccountDatabase accounts, Secrets secrets, InstantSource clock) {
    this.accounts = accounts.database();
    this.secrets = secrets;
    this.form = new CodeForm(secrets);
    this.clock = clock;
  }

  /** A code as the operator may tell it to the account's owner. */
  public record Issued(Purpose purpose, String code, Instant expiresAt) {
    @Override
    public String toString() {
      return "Issued[" + purpose + ", …]";
    }
  }

  /** A code that is good from now on; a young one stays the same. */
  public String issue(Did did, Purpose purpose) {
    return accounts.write(
        tx -> {
          Instant now = clock.instant();
          var young =
              EmailCodeTable.find(tx, did, purpose)
                  .filter(row -> now.isBefore(row.createdAt().plus(YOUNG)));
          if (young.isPresent()) {
            return open(young.get());
          }
          String code = form.random();
          Bytes sealed =
              secrets.seal(
                  Bytes.wrap(code.getBytes(StandardCharsets.US_ASCII)), sealedFor(did, purpose));
          EmailCodeTable.put(tx, new Row(did, purpose, sealed, form.lookup(purpose, code), now));
          return code;
        });
  }

  /** Refuses with {@code InvalidToken} or {@code ExpiredToken}; uses nothing up. */
  public void requireValid(Did did, Purpose purpose, String code) {
    accounts.read(
        connection -> {
          require(connection, did, purpose, code);
          return null;
        });
  }

  /** The account that {@code code} was issued to; refuses as {@link #requireValid} does. */
  public Did requireAccount(Purpose purpose, String code) {
    return accounts.read(connection -> requireAccount(connection, purpose, code));
  }

  /**
   * Uses the code up in the transaction that does what it is for: both happen, or neither. Refuses
   * as {@link #requireValid} does.
   */
  public void consume(Connection tx, Did did, Purpose purpose, String code) throws SQLException {
    require(tx, did, purpose, code);
    EmailCodeTable.delete(tx, did, purpose);
  }

  /** {@link #consume(Connection, Did, Purpose, String)} in a transaction of its own. */
  public void consume(Did did, Purpose purpose, String code) {
    accounts.write(
        tx -> {
          consume(tx, did, purpose, code);
          return null;
        });
  }

  /** Makes the code void, if there is one: what it was for has come about otherwise. */
  public void forget(Connection tx, Did did, Purpose purpose) throws SQLException {
    EmailCodeTable.delete(tx, did, purpose);
  }

  /** The codes of an account that are good now. For the operator only. */
  public List<Issued> list(Did did) {
    Instant now = clock.instant();
    return accounts.read(connection -> EmailCodeTable.ofAccount(connection, did)).stream()
        .filter(row -> !isExpired(row, now))
        .map(row -> new Issued(row.purpose(), open(row), row.createdAt().plus(LIFE)))
        .toList();
  }

  /** The code of an account that is good now. For the operator only. */
  public Optional<Issued> find(Did did, Purpose purpose) {
    return list(did).stream().filter(issued -> issued.purpose() == purpose).findFirst();
  }

  private void require(Connection connection, Did did, Purpose purpose, String code)
      throws SQLException {
    byte[] lookup = form.lookup(purpose, code).unwrap();
    var row =
        EmailCodeTable.find(connection, did, purpose)
            .filter(found -> MessageDigest.isEqual(found.lookup().unwrap(), lookup))
            .orElseThrow(EmailCodes::invalid);
    requireInTime(row);
  }

  private Did requireAccount(Connection connection, Purpose purpose, String code)
      throws SQLException {
    // keyed hashes are compared: how long that takes tells nothing of the codes
    var row =
        EmailCodeTable.find(connection, purpose, form.lookup(purpose, code))
            .orElseThrow(EmailCodes::invalid);
    requireInTime(row);
    return row.did();
  }

  private void requireInTime(Row row) {
    if (isExpired(row, clock.instant())) {
      throw new Refusal.Invalid("ExpiredToken", "Token is expired");
    }
  }

  private static boolean isExpired(Row row, Instant now) {
    return !now.isBefore(row.createdAt().plus(LIFE));
  }

  private String open(Row row) {
    byte[] code = secrets.open(row.sealed(), sealedFor(row.did(), row.purpose())).toArray();
    return new String(code, StandardCharsets.US_ASCII);
  }

  private static String sealedFor(Did did, Purpose purpose) {
    return "email-code:" + purpose.wire() + ":" + did;
  }

  private static Refusal invalid() {
    return new Refusal.Invalid("InvalidToken", "Token is invalid");
  }
}
