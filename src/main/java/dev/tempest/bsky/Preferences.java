package dev.tempest.bsky;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.Caller;
import dev.tempest.auth.Scope;
import dev.tempest.bsky.PreferenceTable.Row;
import dev.tempest.fault.Refusal;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What people prefer in the app. A birth date is for their own password only; everybody else sees
 * of it what age it makes.
 */
@Singleton
final class Preferences {
  private static final String NAMESPACE = "app.bsky";
  private static final String PERSONAL = "app.bsky.actor.defs#personalDetailsPref";

  /** Made when read, never stored. */
  private static final String AGE = "app.bsky.actor.defs#declaredAgePref";

  private static final int MOST = 1_000;

  private final Database accounts;
  private final InstantSource clock;

  Preferences(AccountDatabase accounts, InstantSource clock) {
    this.accounts = accounts.database();
    this.clock = clock;
  }

  List<Node> of(Caller.Session caller) {
    var rows = accounts.read(connection -> PreferenceTable.list(connection, caller.did()));
    var shown =
        rows.stream()
            .filter(row -> mayUse(caller, row.type()))
            .<Node>map(row -> DagJson.parse(row.json()));
    return Stream.concat(shown, declaredAge(rows).stream()).toList();
  }

  /** Replaces all that {@code caller} may see by {@code preferences}. */
  void replace(Caller.Session caller, List<Node.Obj> preferences) {
    if (preferences.size() > MOST) {
      throw Refusal.invalid("preferences must be %d or fewer".formatted(MOST));
    }
    var rows = preferences.stream().map(Preferences::row).toList();
    requireAllowed(caller, rows);
    Did did = caller.did();
    accounts.write(
        tx -> {
          var all = new ArrayList<Row>();
          PreferenceTable.list(tx, did).stream()
              .filter(row -> !mayUse(caller, row.type()))
              .forEach(all::add);
          rows.stream().filter(row -> !row.type().equals(AGE)).forEach(all::add);
          PreferenceTable.replace(tx, did, all);
          return null;
        });
  }

  private static Row row(Node.Obj preference) {
    String type =
        Tree.text(preference, "$type")
            .orElseThrow(() -> Refusal.invalid("Preference is missing a $type"));
    if (!type.equals(NAMESPACE) && !type.startsWith(NAMESPACE + ".")) {
      throw Refusal.invalid("Some preferences are not in the %s namespace".formatted(NAMESPACE));
    }
    return new Row(type, DagJson.format(preference));
  }

  private static void requireAllowed(Caller.Session caller, List<Row> rows) {
    String forbidden =
        rows.stream()
            .map(Row::type)
            .filter(type -> !mayUse(caller, type))
            .distinct()
            .collect(Collectors.joining(", "));
    if (!forbidden.isEmpty()) {
      throw Refusal.invalid("Do not have authorization to set preferences: " + forbidden);
    }
  }

  private static boolean mayUse(Caller.Session caller, String type) {
    return caller.scope() == Scope.ACCESS || !type.equals(PERSONAL);
  }

  private Optional<Node> declaredAge(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.type().equals(PERSONAL))
        .findFirst()
        .flatMap(row -> Tree.text(DagJson.parse(row.json()), "birthDate"))
        .flatMap(date -> Age.of(date, clock.instant().atZone(ZoneOffset.UTC).toLocalDate()))
        .map(age -> age.asPreference(AGE));
  }
}
