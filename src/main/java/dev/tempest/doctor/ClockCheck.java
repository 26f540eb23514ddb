package dev.tempest.doctor;

import dev.tempest.crawl.CrawlConfig;
import dev.tempest.identity.IdentityConfig;
import dev.tempest.identity.OutboundException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether this machine's clock is right, by the {@code Date} of the PLC directory's answer or of a
 * relay's. Tokens, revisions and the order of events are made of the time.
 */
@Singleton
final class ClockCheck implements Check {
  private static final Duration MUCH = Duration.ofSeconds(30);
  private static final Duration LITTLE = Duration.ofSeconds(2);

  private final List<String> servers;
  private final Network network;
  private final InstantSource clock;

  @Inject
  ClockCheck(IdentityConfig identity, CrawlConfig crawl, Network network, InstantSource clock) {
    this(
        Stream.concat(Stream.of(identity.plcUrl()), crawl.crawlers().stream().flatMap(List::stream))
            .filter(url -> url.startsWith("http"))
            .toList(),
        network,
        clock);
  }

  ClockCheck(List<String> servers, Network network, InstantSource clock) {
    this.servers = servers;
    this.network = network;
    this.clock = clock;
  }

  @Override
  public String id() {
    return "clock";
  }

  @Override
  public Reach reach() {
    return Reach.SERVICES;
  }

  @Override
  public List<Finding> look(Examination examination) {
    for (String server : servers) {
      var off = deviation(server);
      if (off.isPresent()) {
        return List.of(judge(server, off.get()));
      }
    }
    return List.of(
        Finding.skipped(
            this,
            servers.isEmpty()
                ? "no other server is configured whose clock could be asked"
                : "no server told the time: " + String.join(", ", servers)));
  }

  /** How far this clock is ahead; the header's time may be a second old. */
  private Optional<Duration> deviation(String server) {
    try {
      Instant before = clock.instant();
      var date = network.get(server).header("date");
      Instant after = clock.instant();
      if (date.isEmpty()) {
        return Optional.empty();
      }
      var theirs =
          ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      if (before.isAfter(theirs.plusSeconds(1))) {
        return Optional.of(Duration.between(theirs.plusSeconds(1), before));
      }
      return Optional.of(after.isBefore(theirs) ? Duration.between(theirs, after) : Duration.ZERO);
    } catch (OutboundException | DateTimeParseException | IllegalArgumentException noTime) {
      return Optional.empty();
    }
  }

  private Finding judge(String server, Duration off) {
    if (off.isZero()) {
      return Finding.ok(this, "", "goes with that of " + server);
    }
    String seen =
        "is %s %s that of %s"
            .formatted(Shown.time(off.abs()), off.isNegative() ? "behind" : "ahead of", server);
    String remedy = "set the machine's clock by NTP: timedatectl set-ntp true";
    if (off.abs().compareTo(MUCH) > 0) {
      return Finding.fail(this, "", seen, remedy);
    }
    return off.abs().compareTo(LITTLE) > 0
        ? Finding.warn(this, "", seen, remedy)
        : Finding.ok(this, "", seen);
  }
}
