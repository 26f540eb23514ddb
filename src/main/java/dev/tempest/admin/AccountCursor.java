package dev.tempest.admin;

import dev.tempest.account.AccountInfo;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.auth.AccountListing.Position;
import dev.tempest.fault.Refusal;
import java.time.DateTimeException;
import java.time.Instant;

/** The cursor of {@code searchAccounts}: {@code <Unix seconds>::<DID>} of the last one given. */
final class AccountCursor {
  private static final String SEPARATOR = "::";

  private AccountCursor() {}

  static String of(AccountInfo account) {
    return account.createdAt().getEpochSecond() + SEPARATOR + account.did();
  }

  static Position parse(String cursor) {
    String[] parts = cursor.split(SEPARATOR, 2);
    if (parts.length != 2) {
      throw malformed();
    }
    try {
      return new Position(Instant.ofEpochSecond(Long.parseLong(parts[0])), new Did(parts[1]));
    } catch (NumberFormatException | DateTimeException | SyntaxException e) {
      throw malformed();
    }
  }

  private static Refusal malformed() {
    return Refusal.invalid("Malformed cursor");
  }
}
