import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A WebSocket to {@code subscribeRepos} that hands every message to its listener, or never reads.
 */
final class Subscriber implements AutoCloseable {
  private static final int FINAL = 0x80;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  /** Small, so that a subscriber that does not read is soon noticed. */
  private static final int STALLED_BUFFER_BYTES = 4096;

  private final Socket socket;
  private final InputStream in;
  private volatile boolean closing;

  private Subscriber(URI base, String query, int receiveBufferBytes) throws IOException {
    socket = new Socket();
    if (receiveBufferBytes > 0) {
      socket.setReceiveBufferSize(receiveBufferBytes);
    }
    socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    handshake(base.getAuthority(), query);
  }

  /** From the event after {@code cursor}; messages come on a thread of their own. */
  static Subscriber from(URI base, long cursor, Consumer<byte[]> listener) throws IOException {
    return new Subscriber(base, "?cursor=" + cursor, 0).listening(listener);
  }

  /** From now on. */
  static Subscriber live(URI base, Consumer<byte[]> listener) throws IOException {
    return new Subscriber(base, "", 0).listening(listener);
  }

  /** From now on, reading nothing until {@link #drain}. */
  static Subscriber stalled(URI base) throws IOException {
    return new Subscriber(base, "", STALLED_BUFFER_BYTES);
  }

  private void handshake(String host, String query) throws IOException {
    String request =
        "GET /xrpc/com.atproto.sync.subscribeRepos"
            + query
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
            + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    String status = Connection.line(in);
    if (!status.contains(" 101 ")) {
      throw new IOException("subscribeRepos: " + status);
    }
    while (!Connection.line(in).isEmpty()) {
      // the rest of the head says nothing new
    }
  }

  private Subscriber listening(Consumer<byte[]> listener) {
    Thread.ofVirtual().name("subscriber").start(() -> listen(listener));
    return this;
  }

  private void listen(Consumer<byte[]> listener) {
    try {
      drain(listener);
    } catch (IOException e) {
      if (!closing) {
        System.err.println("a subscriber lost its connection: " + e);
      }
    }
  }

  /** Reads until the server closes. */
  void drain(Consumer<byte[]> listener) throws IOException {
    try {
      for (byte[] message = message(); message.length > 0; message = message()) {
        listener.accept(message);
      }
    } catch (EOFException | SocketException e) {
      if (!closing && !socket.isInputShutdown()) {
        throw e;
      }
    }
  }

  void timeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  /** The next message; empty when the server closes. */
  private byte[] message() throws IOException {
    var whole = new ByteArrayOutputStream(0);
    while (true) {
      int first = octet();
      byte[] content = exactly(length());
      switch (first & 0x0f) {
        case CLOSE -> {
          return new byte[0];
        }
        case PING -> pong(content);
        case PONG -> {}
        default -> {
          boolean last = (first & FINAL) != 0;
          if (last && whole.size() == 0) {
            return content;
          }
          whole.write(content);
          if (last) {
            return whole.toByteArray();
          }
        }
      }
    }
  }

  private int length() throws IOException {
    int length = octet() & 0x7f;
    int more = length < 126 ? 0 : length == 126 ? 2 : 8;
    for (int i = 0; i < more; i++) {
      length = (i == 0 ? 0 : length << 8) | octet();
    }
    return length;
  }

  /** Masked with zeros, which is allowed and changes nothing. */
  private void pong(byte[] content) throws IOException {
    byte[] frame = new byte[6 + content.length];
    frame[0] = (byte) (FINAL | PONG);
    frame[1] = (byte) (0x80 | content.length);
    System.arraycopy(content, 0, frame, 6, content.length);
    socket.getOutputStream().write(frame);
  }

  private int octet() throws IOException {
    int octet = in.read();
    if (octet < 0) {
      throw new EOFException("the server closed the connection");
    }
    return octet;
  }

  private byte[] exactly(int length) throws IOException {
    byte[] content = in.readNBytes(length);
    if (content.length < length) {
      throw new EOFException("the server closed the connection");
    }
    return content;
  }

  @Override
  public void close() throws IOException {
    closing = true;
    socket.close();
  }
}
