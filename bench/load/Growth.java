import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One repo as it grows: batches, single writes at each size, disk, reads and export. */
final class Growth {
  private static final int BATCH = 200;
  private static final int SMALL = 1_000;
  private static final int MILLION = 1_000_000;
  private static final int EXPORTS = 5;
  private static final int READERS = 32;

  private final Load.Run run;
  private final boolean toMillion;
  private final List<String> keys = new ArrayList<>();
  private Account account;

  Growth(Load.Run run, boolean toMillion) {
    this.run = run;
    this.toMillion = toMillion;
  }

  void measure() throws IOException {
    try (var connection = new Connection(run.base())) {
      account = Account.create(connection, run.domain());
    }
    int large = run.sizes().records();
    long diskBefore = run.server().diskBytes();
    grow(SMALL);
    double small = probe();
    Drive.Result batches = grow(large);
    long diskAfter = run.server().diskBytes();
    run.table()
        .row(
            "applyWrites of 200, to %,d records: server CPU per write".formatted(large),
            "≤ 0.15 ms",
            "%.3f ms (%.0f writes/s)",
            batches.cpuMsEach() / BATCH,
            batches.perSecond() * BATCH);
    double bytes = (double) (diskAfter - diskBefore) / (keys.size() + run.sizes().probes());
    run.table().row("disk per record, event log included", "≤ 800 bytes", "%.0f bytes", bytes);
    slowdown(large, "≤ 1.2 ×", small, probe());
    getRecord();
    getRepo(large);
    if (toMillion) {
      grow(MILLION);
      slowdown(MILLION, "≤ 1.2 ×", small, probe());
      getRepo(MILLION);
    }
  }

  private Drive.Result grow(int records) throws IOException {
    int first = keys.size();
    int batches = Math.max(0, (records - first + BATCH - 1) / BATCH);
    return run.drive()
        .run(
            batches,
            1,
            (connection, _, i) -> keys.addAll(account.posts(connection, first + i * BATCH, BATCH)));
  }

  /** Median time of one more record, alone in its commit. */
  private double probe() throws IOException {
    return run.drive()
        .run(run.sizes().probes(), 1, (connection, _, i) -> account.post(connection, i))
        .percentile(0.5);
  }

  private void slowdown(int records, String target, double small, double large) {
    run.table()
        .row(
            "p50 of a write at %,d records against %,d".formatted(records, SMALL),
            target,
            "%.2f × (%.2f ms, %.2f ms)",
            large / small,
            large,
            small);
  }

  private void getRecord() throws IOException {
    String path =
        "/xrpc/com.atproto.repo.getRecord?repo="
            + account.did()
            + "&collection="
            + Account.COLLECTION
            + "&rkey=";
    Drive.Request read =
        (connection, _, i) ->
            Account.expect(
                "getRecord", connection.get(path + keys.get((int) (i * 7919L % keys.size()))));
    run.drive().run(run.sizes().reads() / 5, READERS, read);
    var result = run.drive().run(run.sizes().reads(), READERS, read);
    run.table()
        .row(
            "getRecord, 32 connections",
            "≥ 10 × official, CPU ≤ 0.15 ms",
            "%.0f/s, CPU %.3f ms each, p50 %.2f ms, p99 %.2f ms",
            result.perSecond(),
            result.cpuMsEach(),
            result.percentile(0.5),
            result.percentile(0.99));
  }

  private void getRepo(int records) throws IOException {
    String path = "/xrpc/com.atproto.sync.getRepo?did=" + account.did();
    var bytes = new long[1];
    var result =
        run.drive()
            .run(
                EXPORTS,
                1,
                (connection, _, _) ->
                    bytes[0] = Account.expect("getRepo", connection.get(path)).body().length);
    run.table()
        .row(
            "getRepo of %,d records".formatted(records),
            "≤ 0.1 s",
            "%.3f s, CPU %.3f s, %.1f MB (best %.3f s)",
            result.percentile(0.5) / 1000,
            result.cpuMsEach() / 1000,
            bytes[0] / 1e6,
            result.percentile(0) / 1000);
  }
}
