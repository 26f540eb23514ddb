package dev.tempest.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 over a socket, for requests that no client library would send. Kept alive. */
final class RawConnection implements AutoCloseable {
  private final InetSocketAddress server;
  private final int patience;
  private @Nullable Socket socket;
  private InputStream in = InputStream.nullInputStream();

  /**
   * @param patience milliseconds without a byte after which {@link SocketTimeoutException}
   */
  RawConnection(InetSocketAddress server, int patience) {
    this.server = server;
    this.patience = patience;
  }

  RawAnswer send(RawRequest request) throws IOException {
    boolean reused = socket != null;
    RawAnswer answer = exchange(request);
    if (answer.status() == 0 && reused) { // the server may have closed it in the meantime
      answer = exchange(request);
    }
    if (answer.closes() || request.ends() || request.malformed()) {
      close();
    }
    return answer;
  }

  private RawAnswer exchange(RawRequest request) throws IOException {
    Socket open = open();
    try {
      open.getOutputStream().write(request.bytes());
      if (request.ends()) {
        open.shutdownOutput();
      }
    } catch (IOException refusedEarly) {
      // an answer may be there all the same
    }
    try {
      RawAnswer answer = read(request.isHead());
      while (answer.status() == 100) {
        answer = read(request.isHead());
      }
      return answer;
    } catch (SocketTimeoutException hangs) {
      close();
      throw hangs;
    } catch (IOException reset) {
      close();
      return RawAnswer.NONE;
    }
  }

  private Socket open() throws IOException {
    if (socket != null) {
      return socket;
    }
    var fresh = new Socket();
    fresh.connect(server, patience);
    fresh.setSoTimeout(patience);
    fresh.setTcpNoDelay(true);
    in = new BufferedInputStream(fresh.getInputStream());
    socket = fresh;
    return fresh;
  }

  private RawAnswer read(boolean head) throws IOException {
    String[] status = line().split(" ", 3);
    if (status.length < 2) {
      close();
      return RawAnswer.NONE;
    }
    int code = Integer.parseInt(status[1]);
    var headers = headers();
    boolean bodiless = head || code < 200 || code == 204 || code == 304;
    return new RawAnswer(code, headers, bodiless ? new byte[0] : body(headers));
  }

  private Map<String, String> headers() throws IOException {
    var headers = new HashMap<String, String>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new IOException("the head ended early");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      return chunks();
    }
    String length = headers.get("content-length");
    return length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
  }

  private byte[] chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      String length = line();
      if (length.isEmpty()) {
        throw new IOException("the body ended early");
      }
      int size = Integer.parseInt(length, 16);
      body.write(in.readNBytes(size));
      line();
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException gone) {
        // what was to be reached
      }
    }
  }
}
