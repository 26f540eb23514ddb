package dev.tempest.identity;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.identity.OutboundException.Reason;
import dev.tempest.identity.OutboundHttp.Response;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One request to one address, and its answer as far as the limits go. Used once. */
final class OutboundExchange {
  /** No connection came about, so another address may be tried. */
  static final class NotConnected extends Exception {
    NotConnected(Throwable why) {
      super("cannot connect: " + why.getClass().getSimpleName(), null, false, false);
    }
  }

  private final OutboundRequest request;
  private final int maxBodyBytes;
  private final long deadline;
  private final CompletableFuture<Response> answer = new CompletableFuture<>();
  private final AtomicReference<@Nullable HttpClientRequest> underWay = new AtomicReference<>();

  /**
   * @param deadline by {@link System#nanoTime}
   */
  OutboundExchange(OutboundRequest request, int maxBodyBytes, long deadline) {
    this.request = request;
    this.maxBodyBytes = maxBodyBytes;
    this.deadline = deadline;
  }

  /**
   * @param connectMillis after which the address is given up, if the deadline is later
   */
  Response run(HttpClient client, InetAddress address, long connectMillis)
      throws NotConnected, InterruptedException {
    client
        .request(request.options(address, connectMillis))
        .onFailure(why -> answer.completeExceptionally(new NotConnected(why)))
        .onSuccess(this::send);
    try {
      return answer.get(Math.max(1, remainingMillis()), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new OutboundException(Reason.TIMEOUT, "no complete answer in time");
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case NotConnected refused -> throw refused;
        case OutboundException known -> throw known;
        case null, default -> throw new OutboundException(Reason.UNREACHABLE, "connection broke");
      }
    } finally {
      abandon();
    }
  }

  /** Also called when the caller has given up meanwhile: then nothing is sent. */
  private void send(HttpClientRequest connected) {
    underWay.set(connected);
    if (answer.isDone()) {
      abandon();
      return;
    }
    request.sendOn(connected).onFailure(answer::completeExceptionally).onSuccess(this::collect);
  }

  private void collect(HttpClientResponse response) {
    var body = Buffer.buffer();
    response.exceptionHandler(answer::completeExceptionally);
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > maxBodyBytes) {
            answer.completeExceptionally(
                new OutboundException(
                    Reason.TOO_LARGE, "the answer is longer than " + maxBodyBytes + " bytes"));
            abandon();
          } else {
            body.appendBuffer(chunk);
          }
        });
    response.endHandler(
        _ ->
            answer.complete(
                new Response(
                    response.statusCode(),
                    OutboundHttp.headers(response.headers()),
                    Bytes.wrap(body.getBytes()))));
  }

  /** Closes the connection unless the answer was read to its end. */
  private void abandon() {
    var open = underWay.get();
    if (!answer.isDone()) {
      answer.cancel(false);
    }
    if (open != null && answer.isCompletedExceptionally()) {
      open.reset();
    }
  }

  private long remainingMillis() {
    return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
  }
}
