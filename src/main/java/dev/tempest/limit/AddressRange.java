package dev.tempest.limit;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that begin with the same bits, such as {@code 10.0.0.0/8}; one address without a
 * length is a range of its own.
 */
record AddressRange(InetAddress first, int bits) {
  /** Empty when {@code text} is not a range; names are not looked up. */
  static Optional<AddressRange> parse(String text) {
    String[] parts = text.strip().split("/", 2);
    return address(parts[0]).flatMap(first -> range(first, parts.length == 2 ? parts[1] : null));
  }

  private static Optional<AddressRange> range(InetAddress first, @Nullable String length) {
    int longest = first.getAddress().length * Byte.SIZE;
    if (length == null) {
      return Optional.of(new AddressRange(first, longest));
    }
    try {
      int bits = Integer.parseInt(length);
      return bits < 0 || bits > longest
          ? Optional.empty()
          : Optional.of(new AddressRange(first, bits));
    } catch (NumberFormatException noLength) {
      return Optional.empty();
    }
  }

  /** An address written out; IPv4 inside IPv6 is IPv4. */
  static Optional<InetAddress> address(String literal) {
    int zone = literal.indexOf('%');
    try {
      return Optional.of(InetAddress.ofLiteral(zone < 0 ? literal : literal.substring(0, zone)));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  boolean contains(InetAddress address) {
    byte[] ours = first.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (ours[i] != theirs[i]) {
        return false;
      }
    }
    int rest = bits % Byte.SIZE;
    return rest == 0 || (ours[whole] ^ theirs[whole]) >> (Byte.SIZE - rest) == 0;
  }
}
