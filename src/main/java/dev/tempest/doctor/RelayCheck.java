package dev.tempest.doctor;

import dev.tempest.atproto.data.Node;
import dev.tempest.config.ServerConfig;
import dev.tempest.crawl.CrawlConfig;
import dev.tempest.identity.OutboundException;
import dev.tempest.identity.OutboundHttp.Response;
import dev.tempest.sequencer.StoredLog;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Whether each relay follows this server, and how far it is. */
@Singleton
final class RelayCheck implements Check {
  /** Events that a relay may be behind without a word. */
  private static final long NEARBY = 1_000;

  private final List<String> relays;
  private final String hostname;
  private final Databases databases;
  private final Network network;

  @Inject
  RelayCheck(CrawlConfig config, ServerConfig server, Databases databases, Network network) {
    this.relays =
        config.crawlers().stream().flatMap(List::stream).filter(u -> !u.isBlank()).toList();
    this.hostname = server.hostname();
    this.databases = databases;
    this.network = network;
  }

  @Override
  public String id() {
    return "relay";
  }

  @Override
  public Reach reach() {
    return Reach.PUBLIC;
  }

  @Override
  public List<Finding> look(Examination examination) {
    if (relays.isEmpty()) {
      return List.of(
          Finding.skipped(this, "TEMPEST_CRAWLERS is empty: nobody is told of this server"));
    }
    return Together.map(relays, this::look);
  }

  private Finding look(String relay) {
    String origin = relay.strip().replaceAll("/+$", "");
    Response answer;
    try {
      answer = network.get(origin + "/xrpc/com.atproto.sync.getHostStatus?hostname=" + hostname);
    } catch (OutboundException | IllegalArgumentException unreachable) {
      return Finding.fail(
          this,
          relay,
          "does not answer: " + unreachable.getMessage(),
          "look whether it is up, or take it out of TEMPEST_CRAWLERS");
    }
    var body = Network.object(answer);
    if (answer.isSuccess() && body.isPresent()) {
      return known(relay, origin, body.get());
    }
    if (body.flatMap(object -> Network.text(object, "error"))
        .filter("HostNotFound"::equals)
        .isPresent()) {
      return Finding.fail(this, relay, "does not know " + hostname, requestCrawl(origin));
    }
    return Finding.skipped(
        this, relay, "does not tell of hosts: it answers %d".formatted(answer.status()));
  }

  private Finding known(String relay, String origin, Node.Obj body) {
    String status = Network.text(body, "status").orElse("active");
    var theirs =
        body.fields().get("seq") instanceof Node.Int(long seq)
            ? OptionalLong.of(seq)
            : OptionalLong.empty();
    var ours = ours();
    String seen = "%s, %s".formatted(status, progress(theirs, ours));
    if (theirs.isPresent() && ours.isPresent() && theirs.getAsLong() > ours.get()) {
      return Finding.fail(
          this,
          relay,
          seen + ": it waits for what comes after",
          "the log went backwards, as by a volume put back by hand; tempest backup restore sets it"
              + " right, or tell the relay's operator");
    }
    return switch (status) {
      case "banned" ->
          Finding.fail(this, relay, seen, "ask the relay's operator why, and to lift it");
      case "offline" -> Finding.fail(this, relay, seen, requestCrawl(origin));
      case "throttled" ->
          Finding.warn(this, relay, seen, "ask the relay's operator for a higher limit");
      case "idle" -> Finding.warn(this, relay, seen, requestCrawl(origin));
      default ->
          theirs.isPresent() && ours.isPresent() && ours.get() - theirs.getAsLong() > NEARBY
              ? Finding.warn(this, relay, seen, requestCrawl(origin))
              : Finding.ok(this, relay, seen);
    };
  }

  private static String progress(OptionalLong theirs, Optional<Long> ours) {
    return "has seen %s of our %s"
        .formatted(
            theirs.isPresent() ? "seq " + theirs.getAsLong() : "an unknown seq",
            ours.map(String::valueOf).orElse("none"));
  }

  private Optional<Long> ours() {
    return Files.exists(databases.dataDir().sequencerDb())
        ? Optional.of(databases.log().read(StoredLog::lastSeq))
        : Optional.empty();
  }

  private String requestCrawl(String origin) {
    return "ask it to come: curl -X POST %s/xrpc/com.atproto.sync.requestCrawl -H 'content-type: application/json' -d '{\"hostname\":\"%s\"}'"
        .formatted(origin, hostname);
  }
}
