package dev.tempest.doctor;

import dev.tempest.config.ServerConfig;
import dev.tempest.identity.OutboundException;
import dev.tempest.identity.OutboundHttp.Response;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Whether it is this server that answers at its public URL, and well. */
@Singleton
final class HealthCheck implements Check {
  static final String START =
      "when dns and tls are well: start the server (tempest start), and let the proxy pass on to its"
          + " PORT";

  private static final String HEALTH = "/xrpc/_health";
  private static final String DESCRIPTION = "/xrpc/com.atproto.server.describeServer";

  private final ServerConfig server;
  private final Network network;

  HealthCheck(ServerConfig server, Network network) {
    this.server = server;
    this.network = network;
  }

  @Override
  public String id() {
    return "health";
  }

  @Override
  public Reach reach() {
    return Reach.PUBLIC;
  }

  @Override
  public List<Finding> look(Examination examination) {
    String url = server.publicUrl() + HEALTH;
    Response health;
    Response description;
    try {
      health = network.get(url);
      description = network.get(server.publicUrl() + DESCRIPTION);
    } catch (OutboundException unreachable) {
      return List.of(
          Finding.fail(
              this, "", "%s does not answer: %s".formatted(url, unreachable.getMessage()), START));
    }
    return List.of(answered(url, health, description));
  }

  private Finding answered(String url, Response health, Response description) {
    var version = field(health, "version");
    if (version.isEmpty()) {
      return Finding.fail(
          this,
          "",
          "%s answers %d, and not as this server does".formatted(url, health.status()),
          health.status() >= 500
              ? START
              : "let the proxy pass on every path as it is, for example in Caddy:"
                  + " reverse_proxy localhost:4000");
    }
    String did = "did:web:" + server.hostname();
    String found = field(description, "did").orElse("nobody");
    if (!found.equals(did)) {
      return Finding.fail(
          this,
          "",
          "%s is %s, not %s".formatted(server.publicUrl(), found, did),
          "another server answers there: point DNS or the proxy here, or set TEMPEST_HOSTNAME");
    }
    if (health.status() != 200) {
      return Finding.fail(
          this,
          "",
          "the server cannot write to its volume",
          "see what this report says of the volume: tempest doctor --only volume");
    }
    return version.get().equals(server.version())
        ? Finding.ok(this, "", "%s is this server, version %s".formatted(did, version.get()))
        : Finding.warn(
            this,
            "",
            "version %s serves, this command is %s".formatted(version.get(), server.version()),
            "restart the server, or use the command of its own release");
  }

  private static Optional<String> field(Response response, String name) {
    return Network.object(response).flatMap(object -> Network.text(object, name));
  }
}
