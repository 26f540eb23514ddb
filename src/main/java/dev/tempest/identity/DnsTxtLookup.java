package dev.tempest.identity;

import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import io.vertx.core.dns.DnsClientOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Asks the name server of this machine, and elsewhere those that the operator named. */
@Singleton
final class DnsTxtLookup implements TxtLookup {
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
  private static final String FALLBACK_SERVER = "1.1.1.1";

  private static final int PORT = 53;

  /** The query's own timeout comes first; only a client that is stuck is waited for so long. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Supplier<String> nameServer;
  private final List<String> others;
  private final int port;

  @Inject
  DnsTxtLookup(Vertx vertx, IdentityConfig config) {
    this(
        vertx,
        DnsTxtLookup::nameServer,
        config.handleBackupNameservers().orElseGet(List::of),
        PORT);
  }

  DnsTxtLookup(Vertx vertx, Supplier<String> nameServer, List<String> others, int port) {
    this.vertx = vertx;
    this.nameServer = nameServer;
    this.others = List.copyOf(others);
    this.port = port;
  }

  @Override
  public List<String> lookup(String name, Duration time) {
    return ask(nameServer.get(), name, time);
  }

  @Override
  public List<String> lookupElsewhere(String name, Duration time) {
    return others.stream()
        .map(server -> ask(server, name, time))
        .filter(records -> !records.isEmpty())
        .findFirst()
        .orElseGet(List::of);
  }

  private List<String> ask(String server, String name, Duration time) {
    var options =
        new DnsClientOptions().setHost(server).setPort(port).setQueryTimeout(time.toMillis());
    DnsClient client = vertx.createDnsClient(options);
    try {
      return client
          .resolveTXT(name)
          .toCompletionStage()
          .toCompletableFuture()
          .get(time.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException noAnswer) {
      return List.of();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      client.close();
    }
  }

  /**
   * Read each time: it changes with the network, and a native image must not keep the builder's.
   */
  private static String nameServer() {
    try (var lines = Files.lines(RESOLV_CONF)) {
      return lines
          .map(line -> line.strip().split("\\s+", 3))
          .filter(words -> words.length >= 2 && words[0].equals("nameserver"))
          .map(words -> words[1])
          .findFirst()
          .orElse(FALLBACK_SERVER);
    } catch (IOException unreadable) {
      return FALLBACK_SERVER;
    }
  }
}
