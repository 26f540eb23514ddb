import java.io.IOException;
import java.util.List;

/** Single records, on one connection and on many. */
final class Writes {
  private static final int CONNECTIONS = 16;

  private final Load.Run run;

  Writes(Load.Run run) {
    this.run = run;
  }

  void measure() throws IOException {
    List<Account> accounts;
    try (var connection = new Connection(run.base())) {
      accounts = Account.create(connection, run.domain(), CONNECTIONS + 1);
    }
    Account one = accounts.getLast();
    int count = run.sizes().writes();
    run.drive()
        .run(
            run.sizes().warmUp(), 4, (connection, who, i) -> accounts.get(who).post(connection, i));

    var alone = run.drive().run(count, 1, (connection, _, i) -> one.post(connection, i));
    run.table()
        .row(
            "createRecord, 1 connection: server CPU each",
            "≤ 1.0 ms",
            "%.2f ms (%.0f/s, p50 %.2f ms, p99 %.2f ms)",
            alone.cpuMsEach(),
            alone.perSecond(),
            alone.percentile(0.5),
            alone.percentile(0.99));
    row(
        "one account",
        run.drive().run(count, CONNECTIONS, (connection, _, i) -> one.post(connection, i)));
    row(
        "16 accounts",
        run.drive()
            .run(
                count, CONNECTIONS, (connection, who, i) -> accounts.get(who).post(connection, i)));
  }

  private void row(String accounts, Drive.Result result) {
    run.table()
        .row(
            "createRecord, 16 connections, " + accounts,
            "≥ 10 × official",
            "%.0f/s, CPU %.2f ms each, p50 %.1f ms, p99 %.1f ms",
            result.perSecond(),
            result.cpuMsEach(),
            result.percentile(0.5),
            result.percentile(0.99));
  }
}
