package dev.tempest.sync;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.auth.AccountListing.Position;
import dev.tempest.fault.Refusal;
import java.time.Instant;

/** The cursor of {@code listRepos}: {@code <Unix milliseconds>::<DID>} of the last one given. */
final class RepoListCursor {
  private static final String SEPARATOR = "::";

  private RepoListCursor() {}

  static String of(Position position) {
    return position.createdAt().toEpochMilli() + SEPARATOR + position.did();
  }

  static Position parse(String cursor) {
    String[] parts = cursor.split(SEPARATOR, 2);
    if (parts.length != 2) {
      throw malformed();
    }
    try {
      return new Position(Instant.ofEpochMilli(Long.parseLong(parts[0])), new Did(parts[1]));
    } catch (NumberFormatException | SyntaxException e) {
      throw malformed();
    }
  }

  private static Refusal malformed() {
    return Refusal.invalid("Malformed cursor");
  }
}
