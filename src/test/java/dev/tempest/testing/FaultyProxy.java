package dev.tempest.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/**
 * A way to a server over HTTP/1.1 on which things go wrong as they are told to, from then on and
 * for connections that are open already.
 */
public final class FaultyProxy implements AutoCloseable {
  private enum Kind {
    NONE,
    REFUSE,
    STALL,
    CUT_OFF,
    FLIP_ANSWERS,
    FLIP_REQUESTS,
    UNAVAILABLE
  }

  /** {@code bytes} is where it happens, counted from the begin of a message's body. */
  private record Fault(Kind kind, long bytes) {}

  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] UNAVAILABLE =
      unavailable("<Error><Code>ServiceUnavailable</Code></Error>");

  private final URI upstream;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Fault fault = new Fault(Kind.NONE, 0);

  public FaultyProxy(URI upstream) {
    this(upstream, 0);
  }

  /** At a port that somebody knows already. */
  public FaultyProxy(URI upstream, int port) {
    this.upstream = upstream;
    try {
      server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Nothing is wrong any more. */
  public void heal() {
    become(new Fault(Kind.NONE, 0));
  }

  /** Connections are dropped. */
  public void refuse() {
    become(new Fault(Kind.REFUSE, 0));
  }

  /** Requests are taken, as far as buffers go, and never answered. */
  public void stall() {
    become(new Fault(Kind.STALL, 0));
  }

  /** Each answer ends after {@code bytes} of its body. */
  public void cutOffAfter(long bytes) {
    become(new Fault(Kind.CUT_OFF, bytes));
  }

  /** One bit of each answer's body is wrong, at {@code offset}. */
  public void flipAnswersAt(long offset) {
    become(new Fault(Kind.FLIP_ANSWERS, offset));
  }

  /** One bit of each request's body is wrong, at {@code offset}. */
  public void flipRequestsAt(long offset) {
    become(new Fault(Kind.FLIP_REQUESTS, offset));
  }

  /** Every request is answered with 503. */
  public void beUnavailable() {
    become(new Fault(Kind.UNAVAILABLE, 0));
  }

  // what is open began under another rule
  private void become(Fault other) {
    fault = other;
    open.forEach(FaultyProxy::drop);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException end) {
        drop(server);
      }
    }
  }

  private void serve(Socket client) {
    Fault current = fault;
    try (client) {
      switch (current.kind()) {
        case REFUSE -> client.setSoLinger(true, 0);
        case STALL -> closed.await();
        case UNAVAILABLE -> answerUnavailable(client);
        default -> forward(client, current);
      }
    } catch (IOException | InterruptedException ended) {
      drop(client);
    } finally {
      open.remove(client);
    }
  }

  private static byte[] unavailable(String body) {
    return """
        HTTP/1.1 503 Service Unavailable\r
        Content-Type: application/xml\r
        Content-Length: %d\r
        Connection: close\r
        \r
        %s"""
        .formatted(body.length(), body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void answerUnavailable(Socket client) throws IOException {
    client.getInputStream().read();
    client.getOutputStream().write(UNAVAILABLE);
    client.shutdownOutput();
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private void forward(Socket client, Fault current) throws IOException, InterruptedException {
    try (var service = new Socket(upstream.getHost(), upstream.getPort())) {
      open.add(service);
      var requests = new Direction(current, Kind.FLIP_REQUESTS);
      var answers = new Direction(current, Kind.FLIP_ANSWERS);
      Thread up =
          Thread.ofVirtual()
              .start(
                  () -> {
                    pump(client, service, requests);
                    drop(service);
                  });
      pump(service, client, answers);
      drop(client);
      up.join();
      open.remove(service);
    }
  }

  private static void pump(Socket from, Socket to, Direction direction) {
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int read;
      while ((read = in.read(buffer)) >= 0) {
        int pass = direction.apply(buffer, read);
        out.write(buffer, 0, pass);
        if (pass < read) {
          return;
        }
      }
    } catch (IOException ended) {
      drop(from);
    }
  }

  /** The messages of one direction, and what happens to them. For one thread. */
  private static final class Direction {
    private static final Pattern BEGIN =
        Pattern.compile("(HTTP/1\\.1|GET|HEAD|PUT|POST|DELETE) .*", Pattern.DOTALL);

    private final Fault fault;
    private final boolean flips;
    private final boolean cuts;
    private int headMatched;
    private long body;

    Direction(Fault fault, Kind flipping) {
      this.fault = fault;
      this.flips = fault.kind() == flipping;
      this.cuts = fault.kind() == Kind.CUT_OFF && flipping == Kind.FLIP_ANSWERS;
    }

    /** Changes {@code length} bytes; returns how many of them may pass. */
    int apply(byte[] buffer, int length) {
      var begin = new String(buffer, 0, Math.min(length, 9), StandardCharsets.ISO_8859_1);
      if (BEGIN.matcher(begin).matches()) { // without pipelining it comes in a piece of its own
        headMatched = 0;
        body = 0;
      }
      for (int i = 0; i < length; i++) {
        if (headMatched < END_OF_HEAD.length) {
          boolean goesOn = buffer[i] == END_OF_HEAD[headMatched];
          headMatched = goesOn ? headMatched + 1 : buffer[i] == '\r' ? 1 : 0;
        } else {
          if (cuts && body == fault.bytes()) {
            return i;
          }
          if (flips && body == fault.bytes()) {
            buffer[i] ^= 1;
          }
          body++;
        }
      }
      return length;
    }
  }

  private static void drop(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception gone) {
      // it is closed all the same
    }
  }

  @Override
  public void close() {
    closed.countDown();
    drop(server);
    open.forEach(FaultyProxy::drop);
  }
}
