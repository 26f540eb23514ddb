package dev.tempest.limit;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The limits of every method: the numbers of the official server, and some more. */
public final class LimitTable {
  /** Whose points a request takes. */
  public enum Key {
    ADDRESS,
    ACCOUNT,
    /** The identifier in the body, at one address: strangers cannot lock an account's owner out. */
    IDENTIFIER_AND_ADDRESS
  }

  /**
   * What one method takes, beside what every request takes.
   *
   * @param points 0 when the body says how many, as {@link Weighed}
   */
  public record Rule(Key key, int points, List<Limit> limits) {}

  private static final Duration MINUTES = Duration.ofMinutes(5);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** For all requests of an address, but those with a bucket of their own. */
  public static final Limit EVERYTHING = new Limit("everything", 3000, MINUTES);

  public static final Limit EXPORTS = new Limit("com.atproto.sync.getRepo", 6000, MINUTES);

  /** A subscriber connects once, and again after each failure. */
  public static final Limit SUBSCRIPTIONS =
      new Limit("com.atproto.sync.subscribeRepos", 100, MINUTES);

  /** Wrong tokens of the operator, from one address. */
  public static final List<Limit> WRONG_ADMIN_TOKENS =
      List.of(new Limit("admin", 30, MINUTES), new Limit("admin-day", 300, DAY));

  public static final List<Limit> REPO_WRITES =
      List.of(new Limit("repo-write", 5000, HOUR), new Limit("repo-write-day", 35_000, DAY));

  /** Over all methods that ask the network for whoever wants to know. */
  private static final List<Rule> RESOLUTIONS =
      List.of(new Rule(Key.ADDRESS, 1, List.of(new Limit("resolutions", 300, MINUTES))));

  private static final Map<String, List<Rule>> RULES =
      Map.ofEntries(
          Map.entry("com.atproto.server.createSession", logins("com.atproto.server.createSession")),
          own(Key.ADDRESS, "com.atproto.server.createAccount", 100, MINUTES),
          own(Key.ADDRESS, "com.atproto.server.reserveSigningKey", 20, HOUR),
          own(Key.ADDRESS, "com.atproto.server.deleteAccount", 50, MINUTES),
          own(Key.ADDRESS, "com.atproto.server.resetPassword", 50, MINUTES),
          own(Key.ADDRESS, "com.atproto.server.requestPasswordReset", 15, HOUR, 50),
          own(Key.ACCOUNT, "com.atproto.server.requestAccountDelete", 5, HOUR, 15),
          own(Key.ACCOUNT, "com.atproto.server.requestEmailUpdate", 5, HOUR, 15),
          own(Key.ACCOUNT, "com.atproto.server.requestEmailConfirmation", 5, HOUR, 15),
          own(Key.ACCOUNT, "com.atproto.identity.updateHandle", 10, MINUTES, 50),
          Map.entry("com.atproto.identity.resolveHandle", RESOLUTIONS),
          Map.entry("com.atproto.identity.resolveDid", RESOLUTIONS),
          Map.entry("com.atproto.identity.resolveIdentity", RESOLUTIONS),
          Map.entry("com.atproto.identity.refreshIdentity", RESOLUTIONS),
          own(Key.ADDRESS, "com.atproto.repo.uploadBlob", 1000, DAY),
          write("com.atproto.repo.createRecord", WritePoints.CREATE),
          write("com.atproto.repo.putRecord", WritePoints.UPDATE),
          write("com.atproto.repo.deleteRecord", WritePoints.DELETE),
          write("com.atproto.repo.applyWrites", 0));

  private LimitTable() {}

  public static List<Rule> of(String nsid) {
    return RULES.getOrDefault(nsid, List.of());
  }

  /** The limit that counts a request before anything is known but its path. */
  public static Limit first(String nsid) {
    return switch (nsid) {
      case "com.atproto.sync.getRepo" -> EXPORTS;
      case "com.atproto.sync.subscribeRepos" -> SUBSCRIPTIONS;
      default -> EVERYTHING;
    };
  }

  /** The address has a limit too: there are always more identifiers to try. */
  private static List<Rule> logins(String nsid) {
    return List.of(
        new Rule(Key.ADDRESS, 1, List.of(new Limit(nsid + "-address", 300, MINUTES))),
        new Rule(
            Key.IDENTIFIER_AND_ADDRESS,
            1,
            List.of(new Limit(nsid, 30, MINUTES), new Limit(nsid + "-day", 300, DAY))));
  }

  private static Map.Entry<String, List<Rule>> own(
      Key key, String nsid, int points, Duration window) {
    return Map.entry(nsid, List.of(new Rule(key, 1, List.of(new Limit(nsid, points, window)))));
  }

  private static Map.Entry<String, List<Rule>> own(
      Key key, String nsid, int points, Duration window, int aDay) {
    return Map.entry(
        nsid,
        List.of(
            new Rule(
                key,
                1,
                List.of(new Limit(nsid, points, window), new Limit(nsid + "-day", aDay, DAY)))));
  }

  private static Map.Entry<String, List<Rule>> write(String nsid, int points) {
    return Map.entry(nsid, List.of(new Rule(Key.ACCOUNT, points, REPO_WRITES)));
  }
}
