import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Writing while many read along, and while some of them do not read. */
final class Crowds {
  private static final int WRITERS = 4;
  private static final int CROWD = 200;
  private static final int LARGE_CROWD = 1_000;
  private static final int STALLED = 2;

  /** What a stalled subscriber leaves unread must outgrow every buffer on the way. */
  private static final int STALLED_CHARACTERS = 24_000_000;

  private final Load.Run run;
  private final List<Account> accounts;

  Crowds(Load.Run run, List<Account> accounts) {
    this.run = run;
    this.accounts = accounts;
  }

  void measure() throws IOException {
    sizes();
    stalled();
  }

  private void sizes() throws IOException {
    var alone = crowd(0, 0, 0);
    var crowd = crowd(CROWD, 0, 0);
    double frames = (double) crowd.writes().count() * CROWD;
    run.table()
        .row(
            "fan-out to 200 subscribers, CPU per frame",
            "≤ 0.02 ms",
            "%.4f ms (%.4f ms with the write itself, %,.0f frames/s)",
            (crowd.writes().cpuMs() - alone.writes().cpuMsEach() * crowd.writes().count()) / frames,
            crowd.writes().cpuMs() / frames,
            frames / crowd.writes().wallS());
    var large = crowd(LARGE_CROWD, 0, 0);
    run.table()
        .row(
            "writes/s with 0, 200 and 1,000 subscribers",
            "1,000: slower by ≤ a tenth",
            "%.0f/s, %.0f/s, %.0f/s",
            alone.writes().perSecond(),
            crowd.writes().perSecond(),
            large.writes().perSecond());
  }

  private void stalled() throws IOException {
    int characters = STALLED_CHARACTERS / run.sizes().fanOutWrites();
    crowd(CROWD, 0, characters);
    var healthy = crowd(CROWD, 0, characters);
    var mixed = crowd(CROWD - STALLED, STALLED, characters);
    double ratio = mixed.writes().perSecond() / healthy.writes().perSecond();
    run.table()
        .row(
            "200 subscribers, two of them stalled",
            "writes slower by ≤ a tenth; ConsumerTooSlow",
            "%.0f/s, without stalled ones %.0f/s (%.2f ×); %d of 2 told ConsumerTooSlow; %.0f MB resident",
            mixed.writes().perSecond(),
            healthy.writes().perSecond(),
            ratio,
            mixed.toldTooSlow(),
            run.server().residentMb());
  }

  /**
   * What writing came to beside subscribers, and how many of the stalled were sent away properly.
   */
  private record Crowd(Drive.Result writes, int toldTooSlow) {}

  /**
   * Writes posts, or longer notes, while {@code readers} read along and {@code sleepers} do not.
   */
  private Crowd crowd(int readers, int sleepers, int characters) throws IOException {
    var frames = new AtomicLong();
    var subscribers = new ArrayList<Subscriber>();
    var stalled = new ArrayList<Subscriber>();
    try {
      for (int i = 0; i < readers; i++) {
        subscribers.add(Subscriber.live(run.base(), _ -> frames.incrementAndGet()));
      }
      for (int i = 0; i < sleepers; i++) {
        stalled.add(Subscriber.stalled(run.base()));
      }
      int count = run.sizes().fanOutWrites();
      var writes =
          run.drive()
              .run(
                  count,
                  WRITERS,
                  (connection, who, i) -> {
                    Account account = accounts.get(who);
                    var _ =
                        characters > 0
                            ? account.note(connection, characters)
                            : account.post(connection, i);
                  });
      Firehose.await(() -> frames.get() >= (long) writes.count() * readers, "all frames");
      int told = 0;
      for (var one : stalled) {
        told += isToldTooSlow(one) ? 1 : 0;
      }
      return new Crowd(writes, told);
    } finally {
      for (var one : subscribers) {
        one.close();
      }
      for (var one : stalled) {
        one.close();
      }
    }
  }

  private static boolean isToldTooSlow(Subscriber subscriber) {
    var errors = new ArrayList<String>();
    try {
      subscriber.timeout(5_000);
      subscriber.drain(content -> errors.add(Frame.read(content).error()));
    } catch (IOException e) {
      System.err.println("a stalled subscriber: " + e);
    }
    return errors.contains("ConsumerTooSlow");
  }
}
