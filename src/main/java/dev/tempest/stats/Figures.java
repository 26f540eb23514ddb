package dev.tempest.stats;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.record.RepoCounts;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.StorageException;
import dev.tempest.takedown.Takedowns;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Draws the public figures from the stored numbers. Blocks, for as long as a sum takes. */
@Singleton
final class Figures {
  private static final int MOST_USERS = 12;
  private static final int MOST_COLLECTIONS = 10;

  /** That are shown, the last of them that of the latest commit of all. */
  static final int WEEKS = 4;

  /** Accounts whose newest records are all taken down are passed over, so many of them. */
  private static final int MOST_EXAMINED = 5;

  private static final RecordPath PROFILE =
      new RecordPath(new Nsid("app.bsky.actor.profile"), new RecordKey("self"));

  private final Database accounts;
  private final RepoCounts repos;
  private final Takedowns takedowns;
  private final InstantSource clock;

  Figures(AccountDatabase accounts, RepoCounts repos, Takedowns takedowns, InstantSource clock) {
    this.accounts = accounts.database();
    this.repos = repos;
    this.takedowns = takedowns;
    this.clock = clock;
  }

  /** The part of {@link PublicStats} that is about what lies here. */
  record Drawn(
      PublicStats.Metrics metrics,
      List<PublicStats.User> users,
      PublicStats.@Nullable Latest latest,
      List<PublicStats.Week> weeks,
      List<PublicStats.Collection> collections) {}

  private record Stored(
      FigureTable.Accounts accounts,
      FigureTable.Totals totals,
      long collectionCount,
      List<PublicStats.Collection> collections,
      List<PublicStats.Week> weeks,
      List<FigureTable.Person> people,
      List<FigureTable.Person> latest) {}

  Drawn draw() {
    var stored = accounts.snapshot(this::read);
    return new Drawn(
        new PublicStats.Metrics(
            stored.accounts().active(),
            stored.accounts().all(),
            stored.totals().commits(),
            stored.collectionCount(),
            stored.totals().records(),
            shown(stored.totals().last())),
        stored.people().stream().map(this::user).toList(),
        stored.latest().stream()
            .flatMap(person -> latest(person).stream())
            .findFirst()
            .orElse(null),
        stored.weeks(),
        stored.collections());
  }

  /** What there is to show before anything was counted. */
  Drawn nothing() {
    return new Drawn(
        new PublicStats.Metrics(0, 0, 0, 0, 0, null),
        List.of(),
        null,
        weeks(thisWeek(), Map.of()),
        List.of());
  }

  private Stored read(Connection connection) throws SQLException {
    LocalDate found = FigureTable.lastWeek(connection);
    LocalDate last = found == null ? thisWeek() : found;
    var commits = new HashMap<LocalDate, Long>();
    for (int back = 0; back < WEEKS; back++) {
      LocalDate monday = last.minusWeeks(back);
      commits.put(monday, FigureTable.commits(connection, monday));
    }
    return new Stored(
        FigureTable.accounts(connection),
        FigureTable.totals(connection),
        FigureTable.collectionCount(connection),
        FigureTable.collections(connection, MOST_COLLECTIONS),
        weeks(last, commits),
        FigureTable.people(connection, MOST_USERS),
        FigureTable.latest(connection, MOST_EXAMINED));
  }

  private LocalDate thisWeek() {
    return NewCommits.mondayOf(clock.instant());
  }

  private static List<PublicStats.Week> weeks(LocalDate last, Map<LocalDate, Long> commits) {
    var weeks = new ArrayList<PublicStats.Week>();
    for (int back = WEEKS - 1; back >= 0; back--) {
      LocalDate monday = last.minusWeeks(back);
      weeks.add(
          new PublicStats.Week(
              monday.toString(), monday.plusDays(6).toString(), commits.getOrDefault(monday, 0L)));
    }
    return weeks;
  }

  private PublicStats.User user(FigureTable.Person person) {
    var profile = unlessBroken(() -> repos.content(person.did(), PROFILE));
    return new PublicStats.User(
        person.did(),
        person.handle(),
        "active",
        person.records(),
        person.records() == 0 ? null : shown(person.head()),
        image(person.did(), profile, "avatar"),
        image(person.did(), profile, "banner"));
  }

  private @Nullable String image(Did did, Optional<Node> profile, String name) {
    return profile
        .flatMap(record -> blob(record, name))
        .filter(cid -> !takedowns.covers(did, cid))
        .map(cid -> "/xrpc/com.atproto.sync.getBlob?did=%s&cid=%s".formatted(did, cid))
        .orElse(null);
  }

  private static Optional<Cid> blob(Node record, String name) {
    Node found = record instanceof Node.Obj(var fields) ? fields.get(name) : null;
    try {
      return Optional.ofNullable(found).map(node -> BlobRef.of(node).cid());
    } catch (DecodeException noBlob) {
      return Optional.empty();
    }
  }

  private Optional<PublicStats.Latest> latest(FigureTable.Person person) {
    return unlessBroken(() -> repos.newest(person.did()))
        .map(
            record ->
                new PublicStats.Latest(
                    person.did(),
                    person.handle(),
                    record.path().collection(),
                    record.path().rkey(),
                    record.cid(),
                    shown(record.rev().time())));
  }

  /** One repository that cannot be read takes nobody else's figures. */
  private static <T> Optional<T> unlessBroken(Supplier<Optional<T>> look) {
    try {
      return look.get();
    } catch (StorageException | DecodeException | SyntaxException broken) {
      return Optional.empty();
    }
  }

  private static @Nullable String shown(@Nullable Tid rev) {
    return rev == null ? null : shown(rev.time());
  }

  static String shown(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
