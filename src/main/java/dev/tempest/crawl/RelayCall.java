package dev.tempest.crawl;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.Node;
import dev.tempest.config.ServerConfig;
import dev.tempest.identity.OutboundException;
import dev.tempest.identity.OutboundHttp;
import dev.tempest.identity.OutboundHttp.Limits;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/** Asks a relay to crawl this server. Blocks. */
@Singleton
class RelayCall {
  private static final Logger LOG = Logger.getLogger(RelayCall.class);
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(15), 64 * 1024);

  private final OutboundHttp http;
  private final Bytes body;

  RelayCall(OutboundHttp http, ServerConfig server) {
    this.http = http.forConfiguredUrls();
    this.body =
        Bytes.wrap(
            DagJson.format(new Node.Obj(Map.of("hostname", new Node.Text(server.hostname()))))
                .getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the relay accepted. */
  boolean requestCrawl(Relay relay) {
    try {
      var response = http.post(relay.requestCrawl(), "application/json", body, LIMITS);
      if (response.isSuccess()) {
        LOG.debugf("event=crawl_requested relay=%s", relay);
        return true;
      }
      LOG.warnf(
          "event=crawl_refused relay=%s status=%d: asked again later", relay, response.status());
    } catch (OutboundException failure) {
      LOG.warnf(
          "event=crawl_failed relay=%s cause=%s: asked again later", relay, failure.getMessage());
    }
    return false;
  }
}
