package dev.tempest.limit;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, when it came through proxies: each adds the address it got the
 * request from at the right of {@code X-Forwarded-For}, so that the list is read from there and
 * only as far as those that wrote it are trusted. What a client wrote there itself is not reached.
 */
@Singleton
public final class TrustedProxies {
  static final List<String> NONE = List.of("none");

  /** Longer chains are made up. */
  private static final int MOST_HOPS = 20;

  private static final int NETWORK_BYTES = 8;

  private final List<AddressRange> trusted;
  private final List<AddressRange> bypassing;

  @Inject
  TrustedProxies(LimitConfig config) {
    this(config.trustedProxies(), config.rateLimitBypassIps().orElse(List.of()));
  }

  TrustedProxies(List<String> trusted, List<String> bypassing) {
    this.trusted = ranges(trusted);
    this.bypassing = ranges(bypassing);
  }

  // what is malformed is for the boot check to say
  private static List<AddressRange> ranges(List<String> texts) {
    return texts.stream().flatMap(text -> AddressRange.parse(text).stream()).toList();
  }

  /** Whether what {@code peer}, who opened the connection, says of a request is believed. */
  public boolean trusts(String peer) {
    return AddressRange.address(peer).filter(address -> isIn(trusted, address)).isPresent();
  }

  /**
   * The address of the client.
   *
   * @param peer who opened the connection
   * @param forwarded the values of {@code X-Forwarded-For}, in the order of the headers
   * @param real {@code X-Real-IP}, which proxies send that send no list
   */
  public InetAddress clientOf(String peer, List<String> forwarded, @Nullable String real) {
    InetAddress client = AddressRange.address(peer).orElseGet(InetAddress::getLoopbackAddress);
    if (!isIn(trusted, client)) {
      return client;
    }
    if (forwarded.isEmpty()) {
      return Optional.ofNullable(real).flatMap(TrustedProxies::hop).orElse(client);
    }
    String[] hops = String.join(",", forwarded).split(",", -1);
    int last = Math.max(0, hops.length - MOST_HOPS);
    for (int i = hops.length - 1; i >= last && isIn(trusted, client); i--) {
      var next = hop(hops[i]);
      if (next.isEmpty()) {
        return client;
      }
      client = next.get();
    }
    return client;
  }

  /** An entry of the list, which some proxies write with a port. */
  private static Optional<InetAddress> hop(String text) {
    String hop = text.strip();
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 ? Optional.empty() : AddressRange.address(hop.substring(1, end));
    }
    int colon = hop.indexOf(':');
    boolean withPort = colon > 0 && colon == hop.lastIndexOf(':');
    return AddressRange.address(withPort ? hop.substring(0, colon) : hop);
  }

  public boolean bypasses(InetAddress client) {
    return !bypassing.isEmpty() && isIn(bypassing, client);
  }

  /** Whose bucket it is: one household of IPv6 has a whole network of addresses. */
  public static InetAddress bucketOf(InetAddress client) {
    if (!(client instanceof Inet6Address)) {
      return client;
    }
    byte[] network = client.getAddress();
    Arrays.fill(network, NETWORK_BYTES, network.length, (byte) 0);
    try {
      return InetAddress.getByAddress(network);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static boolean isIn(List<AddressRange> ranges, InetAddress address) {
    for (AddressRange range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
