package dev.tempest.doctor;

import dev.tempest.identity.OutboundException;
import dev.tempest.proxy.ProxyConfig;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether the services answer that clients' requests are passed on to. */
@Singleton
final class ServiceCheck implements Check {
  private final Map<String, String> urls = new LinkedHashMap<>(); // by variable
  private final Network network;

  ServiceCheck(ProxyConfig config, Network network) {
    config.appviewUrl().ifPresent(url -> urls.put("TEMPEST_APPVIEW_URL", url));
    config.modServiceUrl().ifPresent(url -> urls.put("TEMPEST_MOD_SERVICE_URL", url));
    config.reportServiceUrl().ifPresent(url -> urls.put("TEMPEST_REPORT_SERVICE_URL", url));
    this.network = network;
  }

  @Override
  public String id() {
    return "service";
  }

  @Override
  public Reach reach() {
    return Reach.SERVICES;
  }

  @Override
  public List<Finding> look(Examination examination) {
    return urls.isEmpty()
        ? List.of(
            Finding.skipped(
                this, "TEMPEST_APPVIEW_URL is not set: such methods go where clients say"))
        : Together.map(List.copyOf(urls.keySet()), this::look);
  }

  private Finding look(String variable) {
    String url = urls.getOrDefault(variable, "");
    String remedy = "see that it is up and the right one, for example https://api.bsky.app";
    try {
      int status = network.get(url.replaceAll("/+$", "") + "/xrpc/_health").status();
      return status >= 500
          ? Finding.fail(this, variable, "%s answers %d".formatted(url, status), remedy)
          : Finding.ok(this, variable, url + " answers");
    } catch (OutboundException | IllegalArgumentException unreachable) {
      return Finding.fail(
          this,
          variable,
          "%s does not answer: %s".formatted(url, unreachable.getMessage()),
          remedy);
    }
  }
}
