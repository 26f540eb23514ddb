package dev.tempest.doctor;

import dev.tempest.identity.IdentityConfig;
import dev.tempest.identity.OutboundException;
import jakarta.inject.Singleton;
import java.util.List;

/** Whether the directory answers in which this server's accounts have their DIDs. */
@Singleton
final class PlcCheck implements Check {
  private final String url;
  private final Network network;

  PlcCheck(IdentityConfig config, Network network) {
    this.url = config.plcUrl();
    this.network = network;
  }

  @Override
  public String id() {
    return "plc";
  }

  @Override
  public Reach reach() {
    return Reach.SERVICES;
  }

  @Override
  public List<Finding> look(Examination examination) {
    if (url.equals(IdentityConfig.EMBEDDED)) {
      return List.of(Finding.skipped(this, "TEMPEST_PLC_URL is embedded: inside the server"));
    }
    String remedy =
        "let this machine reach it, and see that it is the right one:"
            + " TEMPEST_PLC_URL=https://plc.directory";
    try {
      int status = network.get(url).status();
      return List.of(
          status >= 500
              ? Finding.fail(this, "", "%s answers %d".formatted(url, status), remedy)
              : Finding.ok(this, "", url + " answers"));
    } catch (OutboundException unreachable) {
      return List.of(
          Finding.fail(
              this, "", "%s does not answer: %s".formatted(url, unreachable.getMessage()), remedy));
    }
  }
}
