package dev.tempest.proxy;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.OutboundException;
import dev.tempest.identity.OutboundHttp;
import dev.tempest.identity.OutboundHttp.Limits;
import dev.tempest.record.ForeignRecords;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the AppView, as anybody may. */
@Singleton
final class ForeignRecordLookup implements ForeignRecords {
  private static final Nsid METHOD = new Nsid("com.atproto.repo.getRecord");
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), 4_000_000);

  private final Services services;
  private final OutboundHttp strangers;
  private final OutboundHttp chosen;

  ForeignRecordLookup(Services services, OutboundHttp outbound) {
    this.services = services;
    this.strangers = outbound;
    this.chosen = outbound.forConfiguredUrls();
  }

  @Override
  public boolean canBeAsked(Optional<String> service) {
    return service.isPresent() || services.appView().isPresent();
  }

  @Override
  public ForeignRecord get(
      Optional<String> service, AtIdentifier repo, RecordPath path, @Nullable Cid cid) {
    Service to = services.require(service, METHOD);
    String query =
        "repo=%s&collection=%s&rkey=%s"
            .formatted(encode(repo.value()), path.collection(), encode(path.rkey().value()));
    String version = cid == null ? "" : "&cid=" + cid;
    try {
      URI url = to.origin().resolve("/xrpc/" + METHOD + "?" + query + version);
      var response = (to.configured() ? chosen : strangers).get(url, LIMITS);
      String body = new String(response.body().unwrap(), StandardCharsets.UTF_8);
      return response.isSuccess() ? read(body) : refuse(response.status(), body);
    } catch (OutboundException failure) {
      throw Forwarding.refusal(failure);
    }
  }

  private static ForeignRecord read(String body) {
    try {
      var fields = DagJson.parse(body).fields();
      if (fields.get("uri") instanceof Node.Text(var uri)
          && fields.get("value") instanceof Node.Obj value) {
        Cid cid = fields.get("cid") instanceof Node.Text(var text) ? Cid.parse(text) : null;
        return new ForeignRecord(new AtUri(uri), cid, value);
      }
    } catch (DecodeException | SyntaxException malformed) {
      // reported below
    }
    throw new Refusal.UpstreamFailed("Upstream service answered no record");
  }

  private static ForeignRecord refuse(int status, String body) {
    if (status >= 500) {
      throw new Refusal.UpstreamFailed("Upstream service failed (%d)".formatted(status));
    }
    try {
      var fields = DagJson.parse(body).fields();
      if (fields.get("error") instanceof Node.Text(var error)
          && fields.get("message") instanceof Node.Text(var message)) {
        throw new Refusal.Invalid(error, message);
      }
    } catch (DecodeException malformed) {
      // it has no name for what is wrong
    }
    throw new Refusal.Invalid("RecordNotFound", "Could not locate record");
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
