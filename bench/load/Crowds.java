import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Writing while many read along, and while some of them do not read. */
final class Crowds {
  private static final int WRITERS = 4;
  private static final int CROWD = 200;
  private static final int LARGE_CROWD = 1_000;
  private static final int STALLED = 2;

  /**
   * 20 writes a second: what a small community does at its busiest, and what two processors fan
   * out.
   */
  private static final long PACE_NANOS = 50_000_000;

  private final Load.Run run;
  private final List<Account> accounts;

  Crowds(Load.Run run, List<Account> accounts) {
    this.run = run;
    this.accounts = accounts;
  }

  void measure() throws IOException {
    fanOut();
    paced();
    stalled();
  }

  private void fanOut() throws IOException {
    int count = run.sizes().fanOutWrites();
    Drive.Result alone = write(0, count);
    Drive.Result crowd = write(CROWD, count);
    Drive.Result large = write(LARGE_CROWD, count);
    double frames = (double) crowd.count() * CROWD;
    run.table()
        .row(
            "fan-out to 200 subscribers, CPU per frame",
            "≤ 0.02 ms",
            "%.4f ms (%.4f ms with the write itself, %,.0f frames/s)",
            (crowd.cpuMs() - alone.cpuMsEach() * crowd.count()) / frames,
            crowd.cpuMs() / frames,
            frames / crowd.wallS());
    run.table()
        .row(
            "as fast as it goes, 4 writers beside 0, 200 and 1,000 subscribers",
            "",
            "%.0f, %.0f and %.0f writes/s, %,.0f frames/s to 1,000",
            alone.perSecond(),
            crowd.perSecond(),
            large.perSecond(),
            large.perSecond() * LARGE_CROWD);
  }

  /** One writer at an even pace: what subscribers do to the time of a write. */
  private void paced() throws IOException {
    double alone = pacedMedianMs(0);
    double crowd = pacedMedianMs(LARGE_CROWD);
    run.table()
        .row(
            "p50 of a write at 20 writes/s with 1,000 subscribers against none",
            "≤ 1.1 ×",
            "%.2f × (%.2f ms, %.2f ms)",
            crowd / alone,
            crowd,
            alone);
  }

  private double pacedMedianMs(int subscribers) throws IOException {
    var times = new ArrayList<Double>();
    try (var audience = audience(subscribers, 0);
        var connection = new Connection(run.base())) {
      long next = System.nanoTime();
      for (int i = 0; i < run.sizes().probes(); i++, next += PACE_NANOS) {
        while (System.nanoTime() < next) {
          LockSupport.parkNanos(next - System.nanoTime());
        }
        long before = System.nanoTime();
        accounts.getFirst().post(connection, i);
        times.add((System.nanoTime() - before) / 1e6);
      }
      audience.awaitFrames(times.size());
    }
    return Drive.percentile(times.stream().sorted().toList(), 0.5);
  }

  /** Half of the healthy run before and half after, so that a drift of the machine evens out. */
  private void stalled() throws IOException {
    int count = run.sizes().stalledWrites();
    Drive.Result before = write(CROWD, count / 2);
    Drive.Result mixed;
    List<Audience.Verdict> verdicts;
    try (var audience = audience(CROWD - STALLED, STALLED)) {
      mixed = write(count);
      verdicts = audience.verdicts();
      audience.awaitFrames(mixed.count());
    }
    double residentMb = run.server().residentMb();
    Drive.Result after = write(CROWD, count / 2);
    double healthy = (before.count() + after.count()) / (before.wallS() + after.wallS());
    run.table()
        .row(
            "200 subscribers, two of them stalled",
            "writes slower by ≤ a tenth; ConsumerTooSlow",
            "%.0f writes/s, without stalled ones %.0f/s (%.2f ×); the stalled: %s; %.0f MB resident",
            mixed.perSecond(),
            healthy,
            mixed.perSecond() / healthy,
            verdicts,
            residentMb);
  }

  private Audience audience(int reading, int sleeping) throws IOException {
    var audience = new Audience(run.base(), reading, sleeping);
    try (var connection = new Connection(run.base())) {
      audience.settle(() -> accounts.getFirst().post(connection, 0));
    }
    return audience;
  }

  private Drive.Result write(int subscribers, int count) throws IOException {
    try (var audience = audience(subscribers, 0)) {
      Drive.Result result = write(count);
      audience.awaitFrames(result.count());
      return result;
    }
  }

  private Drive.Result write(int count) throws IOException {
    return run.drive()
        .run(count, WRITERS, (connection, who, i) -> accounts.get(who).post(connection, i));
  }
}
