import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What a subscriber sees: everything, once, fast, and soon. */
final class Firehose {
  private static final int BUSY_WRITERS = 16;
  private static final int DEADLINE_SECONDS = 120;
  private static final int POLL_NANOS = 50_000;
  private static final long PAUSE_NANOS = 200_000_000;

  /** Writes to make at most until a new subscriber sees one. */
  static final int SETTLING_WRITES = 50;

  private final Load.Run run;
  private List<Account> accounts;

  Firehose(Load.Run run) {
    this.run = run;
  }

  void measure() throws IOException {
    try (var connection = new Connection(run.base())) {
      accounts = Account.create(connection, run.domain(), BUSY_WRITERS);
    }
    reconnect();
    backfill();
    latency();
    new Crowds(run, accounts).measure();
  }

  /** One subscriber stays, one drops its connection again and again: both must see the same. */
  private void reconnect() throws IOException {
    long start = newest();
    var steady = new Seen();
    var flaky = new Reconnecting(run.base(), start);
    try (var _ = Subscriber.from(run.base(), start, steady)) {
      flaky.connect();
      int writes = run.sizes().events();
      var written =
          run.drive()
              .run(
                  writes,
                  BUSY_WRITERS,
                  (connection, who, i) -> accounts.get(who).post(connection, i));
      long last = newest();
      await(() -> steady.last() >= last && flaky.last() >= last, "the last event");
      boolean same = steady.upTo(last).equals(flaky.upTo(last));
      run.table()
          .row(
              "reconnecting with a cursor over %,d events".formatted(steady.upTo(last).size()),
              "none missed, none repeated",
              "%s, %d reconnections, %d writes",
              same && steady.isRising() && flaky.isRising()
                  ? "none"
                  : "**events missed or repeated**",
              flaky.reconnections(),
              written.count());
    } finally {
      flaky.close();
    }
  }

  private void backfill() throws IOException {
    long last = newest();
    var count = new AtomicLong();
    var reached = new AtomicLong();
    double cpuBefore = run.server().cpuMs();
    long started = System.nanoTime();
    try (var _ =
        Subscriber.from(
            run.base(),
            0,
            content -> {
              count.incrementAndGet();
              reached.set(Frame.read(content).seq());
            })) {
      await(() -> reached.get() >= last, "the newest event");
      double seconds = (System.nanoTime() - started) / 1e9;
      double cpuMs = run.server().cpuMs() - cpuBefore;
      run.table()
          .row(
              "firehose backfill",
              "≥ 100,000 events/s",
              "%,.0f events/s (%,d events, CPU %.4f ms each)",
              count.get() / seconds,
              count.get(),
              cpuMs / count.get());
    }
  }

  private void latency() throws IOException {
    Map<String, Long> arrived = new ConcurrentHashMap<>();
    var times = new ArrayList<Double>();
    Account writer = accounts.getFirst();
    try (var _ =
        Subscriber.live(
            run.base(), content -> arrived.put(Frame.read(content).rev(), System.nanoTime()))) {
      run.drive()
          .run(
              run.sizes().probes(),
              1,
              (connection, _, i) -> {
                String rev = writer.post(connection, i);
                long answered = System.nanoTime();
                if (arrived.isEmpty()) {
                  pause();
                  return; // the subscription has not begun yet
                }
                await(() -> arrived.containsKey(rev), "a frame");
                times.add(Math.max(0, arrived.get(rev) - answered) / 1e6);
              });
    }
    var sorted = times.stream().sorted().toList();
    run.table()
        .row(
            "answer of a write to frame at a subscriber",
            "p99 ≤ 10 ms",
            "p50 %.2f ms, p99 %.2f ms",
            Drive.percentile(sorted, 0.5),
            Drive.percentile(sorted, 0.99));
  }

  /**
   * The newest event's number: a new write's own. A new subscription may miss the first of them.
   */
  private long newest() throws IOException {
    var seqs = new ConcurrentHashMap<String, Long>();
    try (var connection = new Connection(run.base());
        var _ =
            Subscriber.live(
                run.base(),
                content -> {
                  Frame frame = Frame.read(content);
                  seqs.put(frame.rev(), frame.seq());
                })) {
      String rev = "";
      for (int i = 0; i < SETTLING_WRITES && !seqs.containsKey(rev); i++) {
        rev = accounts.getFirst().post(connection, i);
        pause();
      }
      String last = rev;
      await(() -> seqs.containsKey(last), "a frame");
      return seqs.get(last);
    }
  }

  /** Long enough for a frame to come, usually. */
  static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  static void await(BooleanSupplier reached, String what) throws IOException {
    long deadline = System.nanoTime() + DEADLINE_SECONDS * 1_000_000_000L;
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IOException(what + " did not come in " + DEADLINE_SECONDS + " s");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** The numbers of the events that came, in the order they came. */
  static final class Seen implements Consumer<byte[]> {
    private final List<Long> seqs = new ArrayList<>();

    @Override
    public synchronized void accept(byte[] content) {
      long seq = Frame.read(content).seq();
      if (seq >= 0) {
        seqs.add(seq);
      }
    }

    synchronized long last() {
      return seqs.isEmpty() ? -1 : seqs.getLast();
    }

    synchronized List<Long> upTo(long last) {
      return seqs.stream().filter(seq -> seq <= last).toList();
    }

    synchronized boolean isRising() {
      for (int i = 1; i < seqs.size(); i++) {
        if (seqs.get(i) <= seqs.get(i - 1)) {
          return false;
        }
      }
      return true;
    }
  }
}
