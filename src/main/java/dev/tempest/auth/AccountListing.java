package dev.tempest.auth;

import dev.tempest.atproto.syntax.Did;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The accounts of this server in the order in which they came. */
public interface AccountListing {
  /** A place in the order: by time, then by DID. */
  record Position(Instant createdAt, Did did) {}

  /** An account at its place. */
  record Listed(Position position, AccountStatus status) {
    public Did did() {
      return position.did();
    }
  }

  /** At most {@code most} accounts behind {@code position}; deleted ones are not listed. */
  List<Listed> after(@Nullable Position position, int most);
}
