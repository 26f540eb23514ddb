import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs one kind of request many times over a number of connections, and counts what it cost. */
final class Drive {
  /** One request. */
  interface Request {
    void send(Connection connection, int connectionNumber, int number) throws IOException;
  }

  /**
   * What a run came to.
   *
   * @param sortedMs the time of each request
   * @param cpuMs what the server spent
   */
  record Result(List<Double> sortedMs, double wallS, double cpuMs) {
    int count() {
      return sortedMs.size();
    }

    double perSecond() {
      return count() / wallS;
    }

    double cpuMsEach() {
      return cpuMs / count();
    }

    double percentile(double share) {
      return Drive.percentile(sortedMs, share);
    }
  }

  private final URI base;
  private final Server server;
  private final long limitNanos;

  /** No run takes longer than {@code limitSeconds}; what was done by then counts. */
  Drive(URI base, Server server, int limitSeconds) {
    this.base = base;
    this.server = server;
    limitNanos = limitSeconds * 1_000_000_000L;
  }

  Result run(int requests, int connections, Request request) throws IOException {
    var next = new AtomicInteger();
    var open = new ArrayList<Connection>();
    for (int i = 0; i < connections; i++) {
      open.add(new Connection(base));
    }
    double cpuBefore = server.cpuMs();
    long started = System.nanoTime();
    var times = new ArrayList<Double>(requests);
    try (var threads = Executors.newFixedThreadPool(connections)) {
      var running = new ArrayList<Future<List<Double>>>();
      for (int i = 0; i < connections; i++) {
        int number = i;
        running.add(
            threads.submit(() -> work(open.get(number), number, next, requests, started, request)));
      }
      for (var one : running) {
        times.addAll(one.get());
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    double wallS = (System.nanoTime() - started) / 1e9;
    double cpuMs = server.cpuMs() - cpuBefore;
    for (var connection : open) {
      connection.close();
    }
    return new Result(times.stream().sorted().toList(), wallS, cpuMs);
  }

  private List<Double> work(
      Connection connection,
      int connectionNumber,
      AtomicInteger next,
      int requests,
      long started,
      Request request)
      throws IOException {
    var times = new ArrayList<Double>();
    for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
      long before = System.nanoTime();
      if (before - started > limitNanos) {
        return times;
      }
      request.send(connection, connectionNumber, i);
      times.add((System.nanoTime() - before) / 1e6);
    }
    return times;
  }

  static double percentile(List<Double> sorted, double share) {
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get(
            (int) Math.min(sorted.size() - 1, Math.max(0, Math.ceil(share * sorted.size()) - 1)));
  }

  static double median(double... values) {
    return percentile(Arrays.stream(values).sorted().boxed().toList(), 0.5);
  }
}
