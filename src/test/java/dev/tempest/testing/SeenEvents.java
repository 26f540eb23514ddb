package dev.tempest.testing;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.atproto.syntax.Did;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A subscriber who collects all events of one account. */
public final class SeenEvents implements AutoCloseable {
  private final Did did;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;

  public SeenEvents(ChildServer server, Did did) {
    this.did = did;
    var url =
        URI.create(
            server.base().replace("http", "ws") + "/xrpc/com.atproto.sync.subscribeRepos?cursor=0");
    socket = client.newWebSocketBuilder().buildAsync(url, new Listener()).join();
  }

  /** Those that have come so far, as of now. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  public List<String> types() {
    return events.stream().map(Event::type).toList();
  }

  private final class Listener implements WebSocket.Listener {
    private final ByteArrayOutputStream frame = new ByteArrayOutputStream();

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      frame.writeBytes(part);
      if (last) {
        Event event = Frames.decode(Bytes.wrap(frame.toByteArray())).event();
        frame.reset();
        if (event.did().equals(did)) {
          events.add(event);
        }
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
