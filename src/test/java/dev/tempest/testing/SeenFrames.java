package dev.tempest.testing;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.event.Frames;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A subscriber who collects everything after a cursor. */
public final class SeenFrames implements AutoCloseable {
  private final List<Bytes> frames = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;

  public SeenFrames(ChildServer server, long cursor) {
    this(URI.create(server.base()), "?cursor=" + cursor);
  }

  /** {@code query} with its question mark, or empty. */
  public SeenFrames(URI server, String query) {
    var url =
        URI.create(server.toString().replaceFirst("http", "ws"))
            .resolve("/xrpc/com.atproto.sync.subscribeRepos" + query);
    socket = client.newWebSocketBuilder().buildAsync(url, new Listener()).join();
  }

  /** Those that have come so far, as of now; all must be events. */
  public List<Frames.Decoded> frames() {
    return frames.stream().map(Frames::decode).toList();
  }

  /** As {@link #frames}, as they came. */
  public List<Bytes> raw() {
    return List.copyOf(frames);
  }

  /** To send what no client should. */
  public WebSocket socket() {
    return socket;
  }

  /** How the server ends the connection: status and reason. */
  public CompletableFuture<String> closed() {
    return closed;
  }

  private final class Listener implements WebSocket.Listener {
    private final ByteArrayOutputStream frame = new ByteArrayOutputStream();

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      frame.writeBytes(part);
      if (last) {
        frames.add(Bytes.wrap(frame.toByteArray()));
        frame.reset();
      }
      return WebSocket.Listener.super.onBinary(socket, data, last);
    }
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
  }
}
