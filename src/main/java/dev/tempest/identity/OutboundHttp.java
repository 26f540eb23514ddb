package dev.tempest.identity;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.fault.Places;
import dev.tempest.identity.OutboundException.Reason;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The one way out: HTTP requests that stay off private addresses whatever a name resolves to, and
 * within limits of time and size. Blocks the caller, which must not be an event loop. Every failure
 * is an {@link OutboundException}; an answer of any status is a {@link Response}.
 */
public final class OutboundHttp {
  /**
   * What a request may cost.
   *
   * @param time from the call to the last byte, redirects included
   * @param bodyBytes of the answer
   * @param redirects to follow; each is checked like the first URL
   */
  public record Limits(Duration time, int bodyBytes, int redirects) {
    /** No redirects. */
    public Limits(Duration time, int bodyBytes) {
      this(time, bodyBytes, 0);
    }
  }

  /** An answer; header names are in lower case, of several equal ones the first is kept. */
  public record Response(int status, Map<String, String> headers, Bytes body) {
    public Response {
      headers = Map.copyOf(headers);
    }

    public boolean isSuccess() {
      return status / 100 == 2;
    }

    public Optional<String> header(String lowerCaseName) {
      return Optional.ofNullable(headers.get(lowerCaseName));
    }

    Optional<String> redirect() {
      return switch (status) {
        case 301, 302, 303, 307, 308 -> header("location");
        default -> Optional.empty();
      };
    }
  }

  /** At once, over all callers, and as many to the URLs of each who asks for configured ones. */
  private static final int MAX_CONCURRENT = 64;

  /** Streams at once, over all callers; each holds a connection and a few buffers. */
  private static final int MAX_STREAMS = 256;

  /** Of one holder. */
  static final int MAX_STREAMS_EACH = 32;

  /** Of a name with several addresses; the next is tried only when no connection came about. */
  private static final int MAX_ADDRESSES = 3;

  /** For a connection, while there is another address to try. */
  private static final long PATIENCE_MILLIS = 2_000;

  private static final long MAX_CONNECT_MILLIS = 30_000;

  private final HttpClient client;
  private final NameLookup names;
  private final OutboundRule rule;
  private final Semaphore permits = new Semaphore(MAX_CONCURRENT);
  private final Places streams;

  OutboundHttp(HttpClient client, NameLookup names, OutboundRule rule) {
    this(client, names, rule, new Places(MAX_STREAMS, MAX_STREAMS_EACH));
  }

  private OutboundHttp(HttpClient client, NameLookup names, OutboundRule rule, Places streams) {
    this.client = client;
    this.names = names;
    this.rule = rule;
    this.streams = streams;
  }

  /**
   * The same client for URLs that the operator configured: http and private addresses pass, and
   * requests have room of their own, which those to strangers do not take up.
   */
  public OutboundHttp forConfiguredUrls() {
    return new OutboundHttp(client, names, OutboundRule.CONFIGURED, streams);
  }

  public Response get(URI url, Limits limits) {
    return send(new OutboundRequest(HttpMethod.GET, url, Optional.empty(), Bytes.EMPTY), limits);
  }

  /** Follows no redirects. */
  public Response post(URI url, String contentType, Bytes body, Limits limits) {
    return send(
        new OutboundRequest(HttpMethod.POST, url, Optional.of(contentType), body),
        new Limits(limits.time(), limits.bodyBytes()));
  }

  private Response send(OutboundRequest request, Limits limits) {
    requireThread();
    long deadline = System.nanoTime() + limits.time().toNanos();
    try {
      if (!permits.tryAcquire(limits.time().toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy();
      }
      try {
        return follow(request, limits, deadline);
      } finally {
        permits.release();
      }
    } catch (InterruptedException interrupted) {
      throw interrupted();
    }
  }

  private static void requireThread() {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException("outbound requests block, and this is an event loop");
    }
  }

  private static OutboundException busy() {
    return new OutboundException(Reason.BUSY, "too many outbound requests are under way");
  }

  static OutboundException interrupted() {
    Thread.currentThread().interrupt();
    return new OutboundException(Reason.TIMEOUT, "interrupted");
  }

  private Response follow(OutboundRequest first, Limits limits, long deadline)
      throws InterruptedException {
    var request = first;
    for (int hop = 0; ; hop++) {
      var current = request;
      var response =
          dial(
              current.url(),
              deadline,
              (address, millis) ->
                  new OutboundExchange(current, limits.bodyBytes(), deadline)
                      .run(client, address, millis));
      var location = response.redirect();
      if (hop == limits.redirects() || location.isEmpty()) {
        return response;
      }
      request = request.redirected(location.get());
    }
  }

  /**
   * Connects for a request whose parts are sent and read one by one. There is room for many of
   * these at once, apart from the requests above: a slow answer to one keeps nobody else waiting.
   *
   * @param holder who has but a share of the room
   * @param patience for a connection
   */
  public OutboundStream open(OutboundCall call, Object holder, Duration patience) {
    requireThread();
    if (!streams.tryTake(holder)) {
      throw busy();
    }
    boolean opened = false;
    try {
      long deadline = System.nanoTime() + patience.toNanos();
      var stream =
          dial(
              call.origin(),
              deadline,
              (address, millis) ->
                  OutboundStream.connect(
                      client, call, address, millis, () -> streams.giveBack(holder)));
      opened = true;
      return stream;
    } catch (InterruptedException interrupted) {
      throw interrupted();
    } finally {
      if (!opened) {
        streams.giveBack(holder);
      }
    }
  }

  /** Something to do with one address. */
  @FunctionalInterface
  private interface Attempt<T> {
    T at(InetAddress address, long connectMillis)
        throws OutboundExchange.NotConnected, InterruptedException;
  }

  private <T> T dial(URI url, long deadline, Attempt<T> attempt) throws InterruptedException {
    rule.checkUrl(url);
    var addresses = permitted(url, deadline);
    for (int i = 0; ; i++) {
      boolean last = i + 1 == addresses.size();
      // rounded up: a connection that is given up for the deadline is given up after it
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()) + 1;
      try {
        return attempt.at(
            addresses.get(i), Math.clamp(left, 1, last ? MAX_CONNECT_MILLIS : PATIENCE_MILLIS));
      } catch (OutboundExchange.NotConnected failure) {
        if (System.nanoTime() - deadline >= 0) {
          throw new OutboundException(Reason.TIMEOUT, "no connection in time");
        }
        if (last) {
          throw new OutboundException(Reason.UNREACHABLE, String.valueOf(failure.getMessage()));
        }
      }
    }
  }

  private List<InetAddress> permitted(URI url, long deadline) throws InterruptedException {
    var all = names.lookup(url.getHost(), Duration.ofNanos(deadline - System.nanoTime()));
    if (all.isEmpty()) {
      throw new OutboundException(Reason.UNREACHABLE, "the host has no address");
    }
    var permitted =
        all.stream().filter(address -> rule.permits(url, address)).limit(MAX_ADDRESSES).toList();
    if (permitted.isEmpty()) {
      throw OutboundRule.forbidden("the host's address is not a public one");
    }
    return permitted;
  }

  static Map<String, String> headers(MultiMap headers) {
    return headers.entries().stream()
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().toLowerCase(Locale.ROOT),
                Map.Entry::getValue,
                (first, _) -> first));
  }
}
