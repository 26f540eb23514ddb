package dev.tempest.invite;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How many codes of its own an account has earned by being there. */
final class RoutineCodes {
  /** Codes that an account may hold unused: who does not invite stops earning. */
  static final int MOST_OPEN = 5;

  private RoutineCodes() {}

  /**
   * How many codes to make now.
   *
   * @param accountSince when the account was made
   * @param codes all that the account has, whoever made them
   */
  static int due(
      Instant accountSince, Instant now, Instant epoch, Duration interval, List<InviteCode> codes) {
    var routine = codes.stream().filter(InviteCode::isRoutine).toList();
    long open = routine.stream().filter(InviteCode::isOpen).count();
    long made = routine.stream().filter(code -> code.createdAt().isAfter(epoch)).count();
    // intervals are counted from the account's own start, also those before the epoch
    long before =
        accountSince.isBefore(epoch)
            ? Duration.between(accountSince, epoch).dividedBy(interval)
            : 0;
    long earned = Duration.between(accountSince, now).dividedBy(interval) - before;
    return (int) Math.max(0, Math.min(MOST_OPEN - open, earned - made));
  }
}
