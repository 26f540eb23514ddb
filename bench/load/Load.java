import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Loads a running server over plain HTTP and prints the project's figures of speed and size as a
 * Markdown table. Starts from nothing: makes its own accounts. Client and server share a machine.
 */
final class Load {
  private static final Set<String> FLAGS = Set.of("--quick", "--million");
  private static final String USAGE =
      "java bench/load/Load.java --base URL --pid PID --data DIR [--startup-ms N] [--quick] [--million]";
  private static final int IDLE_SECONDS = 5;
  private static final int LIMIT_SECONDS = 180;

  /**
   * How much of everything.
   *
   * @param stalledWrites so many that a stalled subscriber falls behind by more than a server's
   *     patience, a few thousand events, once its connection has taken what it can
   */
  record Sizes(
      int warmUp,
      int writes,
      int records,
      int probes,
      int reads,
      int events,
      int fanOutWrites,
      int stalledWrites) {
    static final Sizes FULL = new Sizes(3_000, 3_000, 50_000, 300, 30_000, 20_000, 1_000, 6_500);
    static final Sizes QUICK = new Sizes(300, 300, 2_000, 50, 3_000, 2_000, 150, 300);
  }

  /** All that the parts of a run share. */
  record Run(URI base, Server server, Drive drive, Table table, Sizes sizes, String domain) {}

  private Load() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    Map<String, String> options = options(args);
    var base = URI.create(options.get("--base"));
    if (!Set.of("localhost", "127.0.0.1").contains(base.getHost())) {
      throw new IllegalArgumentException("load goes to this machine only");
    }
    var server = new Server(Long.parseLong(options.get("--pid")), Path.of(options.get("--data")));
    Sizes sizes = options.containsKey("--quick") ? Sizes.QUICK : Sizes.FULL;
    var run =
        new Run(
            base, server, new Drive(base, server, LIMIT_SECONDS), new Table(), sizes, domain(base));

    String startUp = options.getOrDefault("--startup-ms", "");
    if (!startUp.isEmpty()) {
      run.table()
          .row("start to first healthy answer", "≤ 1.5 s (native ≤ 100 ms)", "%s ms", startUp);
    }
    Thread.sleep(IDLE_SECONDS * 1000);
    run.table()
        .row("resident memory, idle", "≤ 200 MB (native ≤ 64)", "%.0f MB", server.residentMb());

    new Writes(run).measure();
    new Growth(run, options.containsKey("--million")).measure();
    new Firehose(run).measure();
    run.table().row("resident memory, peak", "≤ 350 MB (native ≤ 160)", "%.0f MB", server.peakMb());
  }

  private static Map<String, String> options(String[] args) {
    var options = new HashMap<String, String>();
    for (int i = 0; i < args.length; i++) {
      boolean flag = FLAGS.contains(args[i]);
      if (!flag && i + 1 == args.length) {
        throw new IllegalArgumentException(USAGE);
      }
      options.put(args[i], flag ? "" : args[++i]);
    }
    if (!options.keySet().containsAll(Set.of("--base", "--pid", "--data"))) {
      throw new IllegalArgumentException(USAGE);
    }
    return options;
  }

  static String domain(URI base) throws IOException {
    try (var connection = new Connection(base)) {
      String method = "com.atproto.server.describeServer";
      String about = Account.expect(method, connection.get("/xrpc/" + method)).text();
      int from = about.indexOf("[\"") + 2;
      return about.substring(from, about.indexOf('"', from));
    }
  }
}
