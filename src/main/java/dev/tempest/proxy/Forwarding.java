package dev.tempest.proxy;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.auth.ServiceTokens;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.OutboundCall;
import dev.tempest.identity.OutboundException;
import dev.tempest.identity.OutboundHttp;
import dev.tempest.identity.OutboundStream;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hands requests on. Both bodies pass through piece by piece, undecoded, as fast as the slower side
 * takes them. Blocks, for a virtual thread.
 */
@Singleton
public final class Forwarding {
  private static final Duration TO_CONNECT = Duration.ofSeconds(5);
  private static final Duration TO_BEGIN = Duration.ofSeconds(10);
  private static final Duration BETWEEN_PIECES = Duration.ofSeconds(30);
  private static final Duration TOKEN_LIFE = Duration.ofSeconds(60);

  /** As much as an upload; nothing that is proxied is longer. */
  static final long LONGEST_BODY = 10_000_000;

  private static final int PIECE_BYTES = 16 * 1024;

  /** Of requests with a body only. */
  private static final List<String> BODY_HEADERS = List.of("content-type", "content-encoding");

  private static final List<String> REQUEST_HEADERS =
      List.of("accept-language", "atproto-accept-labelers", "x-bsky-topics");

  private static final Set<String> ANSWER_HEADERS =
      Set.of(
          "content-type",
          "content-length",
          "content-encoding",
          "content-language",
          "atproto-repo-rev",
          "atproto-content-labelers",
          "retry-after");

  private final OutboundHttp strangers;
  private final OutboundHttp chosen;
  private final ServiceTokens tokens;
  private final ProxyMetrics metrics;

  Forwarding(OutboundHttp outbound, ServiceTokens tokens, ProxyMetrics metrics) {
    this.strangers = outbound;
    this.chosen = outbound.forConfiguredUrls();
    this.tokens = tokens;
    this.metrics = metrics;
  }

  /** What the other side reads in the token: for whom it is, and for which method. */
  public record Purpose(String audience, Nsid method) {}

  public ProxyAnswer send(ProxyCall call, Service to) {
    return send(call, to, new Purpose(to.did().value(), call.method()));
  }

  /** The answer of {@code to}; refused when there is none, or one that says that it failed. */
  public ProxyAnswer send(ProxyCall call, Service to, Purpose purpose) {
    long began = System.nanoTime();
    String outcome = "refused";
    try {
      var answer = exchange(call, to, purpose);
      outcome = answer.status() < 400 ? "ok" : "client_error";
      return answer;
    } catch (Refusal.UpstreamFailed failed) {
      outcome = "failed";
      throw failed;
    } catch (Refusal.UpstreamTimedOut late) {
      outcome = "timeout";
      throw late;
    } finally {
      metrics.took(to, outcome, System.nanoTime() - began);
    }
  }

  private ProxyAnswer exchange(ProxyCall call, Service to, Purpose purpose) {
    long length = call.body().length().orElse(OutboundCall.UNKNOWN);
    requireFits(length);
    var outbound =
        new OutboundCall(
            call.verb(), to.origin(), call.target(), headers(call, purpose, length), length);
    OutboundStream stream;
    try {
      stream =
          (to.configured() ? chosen : strangers).open(outbound, call.caller().did(), TO_CONNECT);
    } catch (OutboundException failure) {
      throw refusal(failure);
    }
    boolean begun = false;
    call.whenEnded(stream::close);
    try {
      sendBody(call.body().content(), stream);
      var answer = begin(stream, stream.finish(TO_BEGIN));
      begun = true;
      return answer;
    } catch (OutboundException failure) {
      throw refusal(failure);
    } finally {
      if (!begun) {
        stream.close();
      }
    }
  }

  private Map<String, String> headers(ProxyCall call, Purpose purpose, long length) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("accept-encoding", call.header("accept-encoding").orElse("identity"));
    for (String name : REQUEST_HEADERS) {
      call.header(name).ifPresent(value -> headers.put(name, value));
    }
    if (length != 0) {
      for (String name : BODY_HEADERS) {
        call.header(name).ifPresent(value -> headers.put(name, value));
      }
    }
    String token =
        tokens.issue(call.caller().did(), purpose.audience(), purpose.method(), TOKEN_LIFE);
    headers.put("authorization", "Bearer " + token);
    return headers;
  }

  private static void requireFits(long length) {
    if (length > LONGEST_BODY) {
      throw new Refusal.TooLarge("Request body is larger than %d bytes".formatted(LONGEST_BODY));
    }
  }

  private static void sendBody(InputStream body, OutboundStream stream) {
    long sent = 0;
    try {
      while (true) {
        byte[] piece = body.readNBytes(PIECE_BYTES);
        sent += piece.length;
        requireFits(sent);
        if (piece.length == 0 || !stream.write(Bytes.wrap(piece), BETWEEN_PIECES)) {
          return;
        }
      }
    } catch (IOException gone) {
      throw Refusal.invalid("The request body ended early");
    }
  }

  /** The first bytes are awaited, so that what fails before them is still answered properly. */
  private static ProxyAnswer begin(OutboundStream stream, OutboundStream.Head head) {
    requireAnswer(head.status());
    var content = new StreamContent(stream);
    Bytes first = content.next();
    var headers =
        head.headers().entrySet().stream()
            .filter(header -> ANSWER_HEADERS.contains(header.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    var read = Optional.ofNullable(first).stream().toList();
    return new ProxyAnswer(head.status(), headers, ProxyAnswer.after(read, content));
  }

  private static void requireAnswer(int status) {
    if (status >= 500) {
      throw new Refusal.UpstreamFailed("Upstream service failed (%d)".formatted(status));
    }
    if (status < 200 || status / 100 == 3) {
      throw new Refusal.UpstreamFailed("Upstream service redirected (%d)".formatted(status));
    }
  }

  private record StreamContent(OutboundStream stream) implements ProxyAnswer.Content {
    @Override
    public @Nullable Bytes next() {
      try {
        return stream.next(BETWEEN_PIECES);
      } catch (OutboundException failure) {
        throw refusal(failure);
      }
    }

    @Override
    public void close() {
      stream.close();
    }
  }

  /** How a failed outbound request is told to whom it was for. */
  static Refusal refusal(OutboundException failure) {
    return switch (failure.reason()) {
      case FORBIDDEN -> Refusal.invalid("The service is not at a public https address");
      case TIMEOUT -> new Refusal.UpstreamTimedOut("Upstream service timed out");
      case UNREACHABLE, TOO_LARGE -> new Refusal.UpstreamFailed("Upstream service unreachable");
      case BUSY -> new Refusal.Unavailable("Too many requests to other services; try again");
    };
  }
}
