package dev.tempest.identity;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What strangers name to make a server reach where it must not, and an {@link OutboundHttp} by the
 * rules of production that shows where it would have gone: all its connections end at a proxy on
 * this machine, which writes down the address and connects to nothing.
 *
 * <p>A test names {@link #hosts} by whatever entry it has, and then {@link #dialled} must be empty.
 */
public final class ForbiddenHosts implements AutoCloseable {
  /** A name of a public address, so that a test sees that its entry works. */
  public static final String PUBLIC_NAME = "public.example.com";

  /** A name whose first answer is a public address, and every later one this machine. */
  public static final String TURNCOAT_NAME = "turncoat.example.com";

  static final String PUBLIC_ADDRESS = "8.8.8.8";

  private static final String LOOPBACK = "127.0.0.1";
  private static final int HTTPS = 443;

  /** Innocent names, and the addresses that their DNS hands out. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("loopback.example.com", LOOPBACK),
          Map.entry("loopback2.example.com", "127.255.255.254"),
          Map.entry("zero.example.com", "0.0.0.0"),
          Map.entry("ten.example.com", "10.0.0.1"),
          Map.entry("carrier.example.com", "100.64.0.1"),
          Map.entry("metadata.example.com", "169.254.169.254"),
          Map.entry("office.example.com", "172.16.0.1"),
          Map.entry("router.example.com", "192.168.1.1"),
          Map.entry("multicast.example.com", "224.0.0.1"),
          Map.entry("broadcast.example.com", "255.255.255.255"),
          Map.entry("v6-loopback.example.com", "::1"),
          Map.entry("v6-unspecified.example.com", "::"),
          Map.entry("v6-compatible.example.com", "::7f00:1"),
          Map.entry("v6-translated.example.com", "::ffff:0:7f00:1"),
          Map.entry("v6-link-local.example.com", "fe80::1"),
          Map.entry("v6-site-local.example.com", "fec0::1"),
          Map.entry("v6-unique-local.example.com", "fd00::1"),
          Map.entry("v6-nat64.example.com", "64:ff9b::7f00:1"),
          Map.entry("v6-nat64-local.example.com", "64:ff9b:1::7f00:1"),
          Map.entry("v6-6to4.example.com", "2002:7f00:1::1"),
          Map.entry("v6-teredo.example.com", "2001:0:7f00:1::"),
          Map.entry("v6-multicast.example.com", "ff02::1"));

  private static final String MAPPED_NAME = "v6-mapped.example.com";

  /** Addresses in the spellings that some resolvers take, and names of the inside. */
  private static final List<String> SPELLINGS =
      List.of(
          LOOPBACK,
          "127.0.0.1.",
          "127.1",
          "127.0.1",
          "2130706433",
          "0x7f000001",
          "0x7f.0.0.1",
          "0x7f.1",
          "0177.0.0.1",
          "017700000001",
          "0",
          "0.0.0.0",
          "10.0.0.1",
          "169.254.169.254",
          "192.168.1.1",
          PUBLIC_ADDRESS,
          "[::1]",
          "[::]",
          "[0:0:0:0:0:0:0:1]",
          "[::ffff:127.0.0.1]",
          "[::ffff:7f00:1]",
          "[64:ff9b::7f00:1]",
          "[2002:7f00:1::1]",
          "[fe80::1]",
          "[fd00::1]",
          "localhost",
          "LOCALHOST",
          "localhost.",
          "metadata",
          "intranet",
          "loopback.example.com.");

  private final Vertx vertx = Vertx.vertx();
  private final List<String> dialled = new CopyOnWriteArrayList<>();
  private final List<String> lookups = new CopyOnWriteArrayList<>();
  private final Map<String, Queue<List<InetAddress>>> answers = new ConcurrentHashMap<>();
  private final Map<String, Integer> tunnels = new ConcurrentHashMap<>();
  private final int proxyPort;

  public ForbiddenHosts() {
    proxyPort =
        vertx
            .createNetServer()
            .connectHandler(Dial::new)
            .listen(0, LOOPBACK)
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
    answer(PUBLIC_NAME, List.of(List.of(PUBLIC_ADDRESS)));
    answer(TURNCOAT_NAME, List.of(List.of(PUBLIC_ADDRESS), List.of(LOOPBACK)));
  }

  /** Every host: addresses in all spellings, local names, and names that resolve to such. */
  public static Stream<String> hosts() {
    return Stream.concat(SPELLINGS.stream(), names());
  }

  /** Those that are DNS names by their looks, and so also handles. */
  public static Stream<String> names() {
    return Stream.concat(NAMES.keySet().stream().sorted(), Stream.of(MAPPED_NAME));
  }

  /** By the rules of production. */
  public OutboundHttp outbound() {
    return outbound(OutboundClient.options());
  }

  OutboundHttp outbound(HttpClientOptions options) {
    var proxied =
        options.setProxyOptions(
            new ProxyOptions().setType(ProxyType.SOCKS5).setHost(LOOPBACK).setPort(proxyPort));
    return new OutboundHttp(vertx.createHttpClient(proxied), this::lookup, OutboundRule.PUBLIC);
  }

  /** What DNS says of a name: at each lookup the next, and the last for ever. */
  public void answer(String name, List<List<String>> addresses) {
    answers.put(
        name,
        addresses.stream()
            .map(list -> list.stream().map(InetAddress::ofLiteral).toList())
            .collect(Collectors.toCollection(ArrayDeque::new)));
  }

  /** As if it were new, but for what a test taught it. */
  public void reset() {
    dialled.clear();
    lookups.clear();
  }

  /** Connections to the public address end at a server on this machine, and work. */
  void tunnelPublicAddress(int port) {
    tunnels.put(PUBLIC_ADDRESS + ":" + HTTPS, port);
  }

  Vertx vertx() {
    return vertx;
  }

  /** Where the client tried to connect to, as {@code "address:port"}. */
  public List<String> dialled() {
    return List.copyOf(dialled);
  }

  /** The names that were looked up. */
  public List<String> lookups() {
    return List.copyOf(lookups);
  }

  private List<InetAddress> lookup(String host, Duration time) {
    lookups.add(host);
    if (host.equals(MAPPED_NAME)) {
      return List.of(mapped());
    }
    var scripted = answers.get(host);
    if (scripted != null) {
      synchronized (scripted) {
        return scripted.size() > 1 ? scripted.remove() : scripted.element();
      }
    }
    return List.of(InetAddress.ofLiteral(NAMES.getOrDefault(host, LOOPBACK)));
  }

  /** As an IPv6 object; the usual ways to make one answer an IPv4 object. */
  private static InetAddress mapped() {
    byte[] bits = new byte[16];
    bits[10] = (byte) 0xff;
    bits[11] = (byte) 0xff;
    bits[12] = 127;
    bits[15] = 1;
    try {
      return java.net.Inet6Address.getByAddress(MAPPED_NAME, bits, 0);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** One connection to the proxy. RFC 1928: a greeting, then the address. */
  private final class Dial {
    private final NetSocket socket;
    private boolean greeted;

    Dial(NetSocket socket) {
      this.socket = socket;
      socket.handler(this::handle);
    }

    private void handle(Buffer message) {
      if (!greeted) {
        greeted = true;
        socket.write(Buffer.buffer(new byte[] {5, 0}));
        return;
      }
      String target = target(message);
      dialled.add(target);
      Integer port = tunnels.get(target);
      if (port == null) {
        byte refused = 5;
        socket.end(reply(refused));
      } else {
        tunnel(port);
      }
    }

    private void tunnel(int port) {
      socket.pause();
      vertx
          .createNetClient()
          .connect(port, LOOPBACK)
          .onSuccess(
              server -> {
                byte done = 0;
                socket.write(reply(done));
                socket.pipeTo(server);
                server.pipeTo(socket);
              });
    }

    private static Buffer reply(byte status) {
      return Buffer.buffer(new byte[] {5, status, 0, 1, 0, 0, 0, 0, 0, 0});
    }

    private static String target(Buffer request) {
      int type = request.getByte(3);
      int length =
          switch (type) {
            case 1 -> 4;
            case 4 -> 16;
            default -> request.getByte(4) + 1;
          };
      byte[] address = request.getBytes(4, 4 + length);
      int port = request.getUnsignedShort(4 + length);
      try {
        String host =
            length == 4 || length == 16
                ? InetAddress.getByAddress(address).getHostAddress()
                : new String(address, 1, length - 1, java.nio.charset.StandardCharsets.UTF_8);
        return host + ":" + port;
      } catch (UnknownHostException impossible) {
        throw new AssertionError(impossible);
      }
    }
  }
}
