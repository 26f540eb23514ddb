package dev.tempest.identity;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses lie on the public internet as single hosts. Source: IANA's special-purpose
 * address registries for IPv4 and IPv6; of IPv6 only 2000::/3 is handed out at all.
 */
final class PublicAddresses {
  private static final List<Block> SPECIAL_IPV4 =
      List.of(
          Block.of("0.0.0.0", 8), // this network
          Block.of("10.0.0.0", 8), // private
          Block.of("100.64.0.0", 10), // carrier-grade NAT
          Block.of("127.0.0.0", 8), // loopback
          Block.of("169.254.0.0", 16), // link-local, and the metadata services of clouds
          Block.of("172.16.0.0", 12), // private
          Block.of("192.0.0.0", 24), // protocol assignments
          Block.of("192.0.2.0", 24), // documentation
          Block.of("192.88.99.0", 24), // 6to4 relays
          Block.of("192.168.0.0", 16), // private
          Block.of("198.18.0.0", 15), // benchmarks
          Block.of("198.51.100.0", 24), // documentation
          Block.of("203.0.113.0", 24), // documentation
          Block.of("224.0.0.0", 4), // multicast
          Block.of("240.0.0.0", 4)); // reserved, and broadcast

  private static final Block GLOBAL_IPV6 = Block.of("2000::", 3);

  private static final List<Block> SPECIAL_IPV6 =
      List.of(
          Block.of("2001::", 23), // protocol assignments, Teredo, ORCHID, benchmarks
          Block.of("2001:db8::", 32), // documentation
          Block.of("2002::", 16), // 6to4: any IPv4 address inside
          Block.of("3fff::", 20)); // documentation

  private PublicAddresses() {}

  static boolean contain(InetAddress address) {
    byte[] bits = address.getAddress();
    return switch (address) {
      case Inet4Address _ -> SPECIAL_IPV4.stream().noneMatch(block -> block.contains(bits));
      case Inet6Address _ ->
          GLOBAL_IPV6.contains(bits)
              && SPECIAL_IPV6.stream().noneMatch(block -> block.contains(bits));
      default -> false;
    };
  }

  /** The addresses that begin with the first {@code length} bits of {@code prefix}. */
  private static final class Block {
    private final byte[] prefix;
    private final int length;

    private Block(byte[] prefix, int length) {
      this.prefix = prefix;
      this.length = length;
    }

    static Block of(String prefix, int length) {
      return new Block(InetAddress.ofLiteral(prefix).getAddress(), length);
    }

    boolean contains(byte[] address) {
      int whole = length / 8;
      for (int i = 0; i < whole; i++) {
        if (address[i] != prefix[i]) {
          return false;
        }
      }
      int rest = length % 8;
      return rest == 0 || ((address[whole] ^ prefix[whole]) & 0xff) >> (8 - rest) == 0;
    }
  }
}
