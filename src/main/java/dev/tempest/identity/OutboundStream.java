package dev.tempest.identity;

import static java.util.Objects.requireNonNull;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.identity.OutboundException.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A request on its connection: its body is written and its answer read piece by piece, each as fast
 * as the slower side. Blocks; for one thread, except that any may {@link #close} it, which ends
 * what the other waits for. Every failure is an {@link OutboundException}.
 */
public final class OutboundStream implements AutoCloseable {
  /** How an answer begins; header names are in lower case. */
  public record Head(int status, Map<String, String> headers) {
    public Head {
      headers = Map.copyOf(headers);
    }
  }

  /** Chunks that wait in memory for their reader; the connection reads no further. */
  private static final int WINDOW = 8;

  private sealed interface Piece {
    record Chunk(Buffer content) implements Piece {}

    record End() implements Piece {}

    record Broken() implements Piece {}
  }

  private final HttpClientRequest request;
  private final Runnable onClose;
  private final LinkedBlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private final CompletableFuture<Head> head = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean ended;
  private volatile boolean cut;
  private volatile @Nullable Runnable fetchNext;

  private OutboundStream(HttpClientRequest request, Runnable onClose) {
    this.request = request;
    this.onClose = onClose;
    request.exceptionHandler(this::fail);
    request.response().onFailure(this::fail).onSuccess(this::receive);
  }

  /**
   * @param onClose runs once, when the stream is closed
   */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a connection that is too late
  static OutboundStream connect(
      HttpClient client, OutboundCall call, InetAddress address, long millis, Runnable onClose)
      throws OutboundExchange.NotConnected, InterruptedException {
    var stream = new CompletableFuture<OutboundStream>();
    client
        .request(call.options(address, millis))
        .onFailure(stream::completeExceptionally)
        .onSuccess(
            request -> {
              request.setChunked(call.length() == OutboundCall.UNKNOWN);
              if (!stream.complete(new OutboundStream(request, onClose))) {
                request.reset(); // nobody waits any more
              }
            });
    try {
      return stream.get(millis + 100, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      if (!stream.cancel(false)) {
        stream.thenAccept(late -> late.request.reset());
      }
      throw new OutboundExchange.NotConnected(failure);
    }
  }

  // on the event loop, before the first byte of the body can come
  private void receive(HttpClientResponse response) {
    Context context = requireNonNull(Vertx.currentContext());
    response.pause();
    response.handler(chunk -> pieces.add(new Piece.Chunk(chunk)));
    response.endHandler(
        _ -> {
          ended = true;
          pieces.add(new Piece.End());
        });
    response.exceptionHandler(this::fail);
    fetchNext = () -> context.runOnContext(_ -> response.fetch(1));
    response.fetch(WINDOW);
    head.complete(new Head(response.statusCode(), OutboundHttp.headers(response.headers())));
  }

  private void fail(Throwable why) {
    head.completeExceptionally(why);
    pieces.add(new Piece.Broken());
  }

  /**
   * Sends a part of the body; returns when it has left. False when the answer is there already, so
   * that nobody wants the rest.
   */
  public boolean write(Bytes part, Duration patience) {
    if (!head.isDone()) {
      try {
        Future<Void> sent = request.write(Buffer.buffer(part.unwrap()));
        await(sent.toCompletionStage().toCompletableFuture(), patience);
        return true;
      } catch (OutboundException failure) {
        if (!head.isDone() || head.isCompletedExceptionally()) {
          throw failure;
        }
      }
    }
    cut = true;
    return false;
  }

  /** Ends the request and waits for the answer to begin. */
  public Head finish(Duration patience) {
    if (!cut) {
      request.end();
    }
    return await(head, patience);
  }

  private static <T> T await(CompletableFuture<T> future, Duration patience) {
    try {
      return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new OutboundException(Reason.TIMEOUT, "no answer in time");
    } catch (ExecutionException failure) {
      throw broken();
    } catch (InterruptedException interrupted) {
      throw OutboundHttp.interrupted();
    }
  }

  /** The next part of the answer, never empty; null at its end. */
  public @Nullable Bytes next(Duration patience) {
    while (true) {
      switch (poll(patience)) {
        case Piece.Chunk(Buffer content) -> {
          Runnable more = fetchNext;
          if (more != null) {
            more.run();
          }
          if (content.length() > 0) {
            return Bytes.wrap(content.getBytes());
          }
        }
        case Piece.End _ -> {
          pieces.add(new Piece.End()); // the next call gets the same answer
          return null;
        }
        case Piece.Broken _ -> throw broken();
      }
    }
  }

  private Piece poll(Duration patience) {
    try {
      Piece piece = pieces.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (piece == null) {
        throw new OutboundException(Reason.TIMEOUT, "the answer stands still");
      }
      return piece;
    } catch (InterruptedException interrupted) {
      throw OutboundHttp.interrupted();
    }
  }

  private static OutboundException broken() {
    return new OutboundException(Reason.UNREACHABLE, "connection broke");
  }

  /** Gives the connection back, or ends it when the answer was not read to its end. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    if (!ended || cut) {
      request.reset();
      fail(broken());
    }
    onClose.run();
  }
}
