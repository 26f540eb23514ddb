package dev.tempest.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {
  private static final TrustedProxies PROXIES =
      new TrustedProxies(
          List.of("127.0.0.0/8", "::1", "10.0.0.0/8", "100.64.0.0/10", "fd00::/8"),
          List.of("198.51.100.7"));

  private static String client(String peer, List<String> forwarded, @Nullable String real) {
    return PROXIES.clientOf(peer, forwarded, real).getHostAddress();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          203.0.113.9      | -                                   | 203.0.113.9  | nobody in between
          203.0.113.9      | 198.51.100.1                        | 203.0.113.9  | a stranger is not believed
          203.0.113.9      | 127.0.0.1                           | 203.0.113.9  | nor one that claims to be us
          127.0.0.1        | -                                   | 127.0.0.1    | ourselves
          127.0.0.1        | 198.51.100.1                        | 198.51.100.1 | one proxy
          100.127.255.255  | 198.51.100.1                        | 198.51.100.1 | a proxy of a cloud
          100.128.0.1      | 198.51.100.1                        | 100.128.0.1  | just outside of the range
          ::1              | 198.51.100.1                        | 198.51.100.1 | a proxy over IPv6
          ::ffff:127.0.0.1 | 198.51.100.1                        | 198.51.100.1 | IPv4 inside IPv6
          127.0.0.1        | 1.2.3.4, 198.51.100.1               | 198.51.100.1 | the client wrote the left one
          127.0.0.1        | 1.2.3.4, 198.51.100.1, 10.1.1.1     | 198.51.100.1 | two proxies
          127.0.0.1        | 10.9.9.9, 198.51.100.1, 10.1.1.1    | 198.51.100.1 | a private address written by the client
          127.0.0.1        | 10.9.9.9, 10.1.1.1                  | 10.9.9.9     | a client of the own network
          127.0.0.1        | 198.51.100.1:4711                   | 198.51.100.1 | with a port
          127.0.0.1        | [2001:db8::1]:4711                  | 2001:db8:0:0:0:0:0:1 | IPv6 with a port
          127.0.0.1        | 2001:db8::1                         | 2001:db8:0:0:0:0:0:1 | IPv6 without one
          127.0.0.1        | nonsense                            | 127.0.0.1    | not an address
          127.0.0.1        | 198.51.100.1, nonsense              | 127.0.0.1    | nothing behind what is not one
          127.0.0.1        | 198.51.100.1, unknown, 10.1.1.1     | 10.1.1.1     | the last that is known
          127.0.0.1        | localhost                           | 127.0.0.1    | names are not looked up
          127.0.0.1        | ,,,                                 | 127.0.0.1    | empty entries
          """)
  void findsTheClient(String peer, @Nullable String forwarded, String expected, String why) {
    var headers = forwarded == null ? List.<String>of() : List.of(forwarded);
    assertThat(client(peer, headers, null)).as(why).isEqualTo(expected);
  }

  @Test
  void readsSeveralHeadersAsOneList() {
    assertThat(client("127.0.0.1", List.of("1.2.3.4", "198.51.100.1", "10.1.1.1"), null))
        .isEqualTo("198.51.100.1");
  }

  @Test
  void takesTheOtherHeaderOnlyWithoutAList() {
    assertThat(client("127.0.0.1", List.of(), "198.51.100.1")).isEqualTo("198.51.100.1");
    assertThat(client("127.0.0.1", List.of("198.51.100.2"), "198.51.100.1"))
        .isEqualTo("198.51.100.2");
    assertThat(client("203.0.113.9", List.of(), "198.51.100.1")).isEqualTo("203.0.113.9");
    assertThat(client("127.0.0.1", List.of(), "nonsense")).isEqualTo("127.0.0.1");
  }

  @Test
  void doesNotWalkMadeUpChains() {
    String chain = "10.0.0.1,".repeat(100_000) + "10.0.0.2";
    assertThat(client("127.0.0.1", List.of(chain), null)).isEqualTo("10.0.0.1");
  }

  @Test
  void trustsNobodyWhenToldSo() {
    var none = new TrustedProxies(TrustedProxies.NONE, List.of());
    assertThat(none.trusts("127.0.0.1")).isFalse();
    assertThat(PROXIES.trusts("10.1.2.3")).isTrue();
    assertThat(PROXIES.trusts("203.0.113.9")).isFalse();
    assertThat(none.clientOf("127.0.0.1", List.of("198.51.100.1"), null).getHostAddress())
        .isEqualTo("127.0.0.1");
  }

  @Test
  void knowsWhoIsNotLimited() {
    assertThat(PROXIES.bypasses(InetAddress.ofLiteral("198.51.100.7"))).isTrue();
    assertThat(PROXIES.bypasses(InetAddress.ofLiteral("198.51.100.8"))).isFalse();
  }

  @Test
  void putsANetworkOfIpv6InOneBucket() {
    var buckets =
        Stream.of("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "192.0.2.1")
            .map(InetAddress::ofLiteral)
            .map(TrustedProxies::bucketOf)
            .toList();
    assertThat(buckets.get(0)).isEqualTo(buckets.get(1)).isNotEqualTo(buckets.get(2));
    assertThat(buckets.get(3)).isEqualTo(InetAddress.ofLiteral("192.0.2.1"));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/x",
    "10.0.0.0/",
    "localhost",
    "''",
    "::/129",
    "10.0.0/y"
  })
  void refusesWhatIsNoRange(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }
}
