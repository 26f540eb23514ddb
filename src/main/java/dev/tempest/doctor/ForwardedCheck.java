package dev.tempest.doctor;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.config.ServerConfig;
import dev.tempest.identity.OutboundException;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether the server sees clients' own addresses through its proxy, which rate limits rest on: it
 * is asked through the proxy, with a made-up address in the header, how that came out.
 */
@Singleton
final class ForwardedCheck implements Check {
  static final String PATH = "/_doctor";

  /** For documentation (RFC 5737): nobody's. */
  private static final String MADE_UP = "203.0.113.7";

  private final ServerConfig server;
  private final Network network;
  private final DoctorPass passes;

  ForwardedCheck(ServerConfig server, Network network, DoctorPass passes) {
    this.server = server;
    this.network = network;
    this.passes = passes;
  }

  @Override
  public String id() {
    return "proxy";
  }

  @Override
  public Reach reach() {
    return Reach.PUBLIC;
  }

  /** How the server saw a request. */
  private record Seen(String peer, List<String> forwarded, String client) {}

  @Override
  public List<Finding> look(Examination examination) {
    try {
      var answer =
          network.get(
              server.publicUrl() + PATH,
              Map.of(DoctorPass.HEADER, passes.issue(), "X-Forwarded-For", MADE_UP));
      return List.of(
          seen(answer.body())
              .map(this::judge)
              .orElseGet(
                  () ->
                      Finding.skipped(
                          this,
                          "%s%s answers %d: another server, another SECRET_KEY_BASE, or a proxy"
                                  .formatted(server.publicUrl(), PATH, answer.status())
                              + " that passes on some paths only")));
    } catch (OutboundException unreachable) {
      return List.of(
          Finding.skipped(
              this,
              "%s does not answer: %s".formatted(server.publicUrl(), unreachable.getMessage())));
    }
  }

  private static Optional<Seen> seen(String body) {
    try {
      var fields = DagJson.parse(body).fields();
      return fields.get("peer") instanceof Node.Text(String peer)
              && fields.get("client") instanceof Node.Text(String client)
              && fields.get("forwarded") instanceof Node.Array(List<Node> forwarded)
          ? Optional.of(
              new Seen(
                  peer,
                  forwarded.stream()
                      .map(node -> node instanceof Node.Text(String text) ? text : "")
                      .toList(),
                  client))
          : Optional.empty();
    } catch (DecodeException noJson) {
      return Optional.empty();
    }
  }

  private Finding judge(Seen seen) {
    String list = seen.forwarded().stream().collect(Collectors.joining(", "));
    if (list.equals(MADE_UP) && seen.client().equals(MADE_UP)) {
      return Finding.fail(
          this,
          "",
          "%s passes on what clients write in X-Forwarded-For: anybody can be anybody"
              .formatted(seen.peer()),
          "let the proxy write the header: in nginx, proxy_set_header X-Forwarded-For"
              + " $proxy_add_x_forwarded_for; without a proxy, TEMPEST_TRUSTED_PROXIES=none");
    }
    if (list.isEmpty() && isPrivate(seen.client())) {
      return Finding.fail(
          this,
          "",
          "%s sends no X-Forwarded-For: all clients share its rate limits".formatted(seen.peer()),
          "let the proxy write the header: in nginx, proxy_set_header X-Forwarded-For"
              + " $proxy_add_x_forwarded_for");
    }
    if (!list.isEmpty() && !list.equals(MADE_UP) && seen.client().equals(seen.peer())) {
      return Finding.fail(
          this,
          "",
          "%s is not trusted: all clients share its rate limits".formatted(seen.peer()),
          "name it beside the others: TEMPEST_TRUSTED_PROXIES=127.0.0.0/8,::1,%s"
              .formatted(seen.peer()));
    }
    return isPrivate(seen.client()) || seen.client().equals(MADE_UP)
        ? Finding.ok(
            this,
            "",
            "this machine is seen inside the private network, by way of %s; for the rest, look from"
                    .formatted(seen.peer())
                + " outside")
        : Finding.ok(
            this,
            "",
            "this machine is seen as %s, by way of %s".formatted(seen.client(), seen.peer()));
  }

  private static boolean isPrivate(String address) {
    try {
      var literal = InetAddress.ofLiteral(address);
      return literal.isSiteLocalAddress()
          || literal.isLoopbackAddress()
          || literal.isLinkLocalAddress();
    } catch (IllegalArgumentException none) {
      return false;
    }
  }
}
