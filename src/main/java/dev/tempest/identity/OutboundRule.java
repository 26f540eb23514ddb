package dev.tempest.identity;

import dev.tempest.identity.OutboundException.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** Where an outbound request may go. The address that is asked about must be the one dialled. */
enum OutboundRule {
  /** A stranger chose the URL: https, a DNS name, a public address. */
  PUBLIC,
  /** The same in development: this machine too, and by http. */
  PUBLIC_OR_LOOPBACK,
  /** The operator chose the URL in the configuration. */
  CONFIGURED;

  /** Two labels at least, of which the last starts with a letter: no IP address in any spelling. */
  private static final Pattern DNS_NAME =
      Pattern.compile(
          "(?i)(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]");

  private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "[::1]");

  void checkUrl(URI url) {
    String scheme = url.getScheme();
    if (!"https".equals(scheme) && !(this != PUBLIC && "http".equals(scheme))) {
      throw forbidden("only https URLs are fetched");
    }
    if (url.getHost() == null || url.getRawUserInfo() != null) {
      throw forbidden("the URL needs a host and no user");
    }
    boolean local = this == PUBLIC_OR_LOOPBACK && THIS_MACHINE.contains(url.getHost());
    if (this != CONFIGURED && !local && !DNS_NAME.matcher(url.getHost()).matches()) {
      throw forbidden("the URL's host is not a DNS name");
    }
  }

  boolean permits(URI url, InetAddress address) {
    boolean https = "https".equals(url.getScheme());
    return switch (this) {
      case CONFIGURED -> true;
      case PUBLIC -> https && PublicAddresses.contain(address);
      case PUBLIC_OR_LOOPBACK ->
          address.isLoopbackAddress() || (https && PublicAddresses.contain(address));
    };
  }

  static OutboundException forbidden(String why) {
    return new OutboundException(Reason.FORBIDDEN, why);
  }
}
