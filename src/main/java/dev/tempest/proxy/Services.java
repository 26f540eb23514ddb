package dev.tempest.proxy;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidResolver;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who answers a method that this server does not. */
@Singleton
public final class Services {
  public static final String APPVIEW = "#bsky_appview";

  private static final String LABELER = "#atproto_labeler";
  private static final String REPORT = "com.atproto.moderation.createReport";

  /** What moderators' tools call without saying whom. */
  private static final Set<String> MODERATION =
      Stream.of(
              "communication.createTemplate",
              "communication.deleteTemplate",
              "communication.listTemplates",
              "communication.updateTemplate",
              "moderation.cancelScheduledActions",
              "moderation.emitEvent",
              "moderation.getAccountTimeline",
              "moderation.getEvent",
              "moderation.getRecord",
              "moderation.getRepo",
              "moderation.listScheduledActions",
              "moderation.queryEvents",
              "moderation.queryStatuses",
              "moderation.scheduleAction",
              "moderation.searchRepos",
              "safelink.addRule",
              "safelink.queryEvents",
              "safelink.queryRules",
              "safelink.removeRule",
              "safelink.updateRule",
              "team.addMember",
              "team.deleteMember",
              "team.listMembers",
              "team.updateMember",
              "verification.grantVerifications",
              "verification.listVerifications",
              "verification.revokeVerifications")
          .map(name -> "tools.ozone." + name)
          .collect(Collectors.toUnmodifiableSet());

  private final DidResolver resolver;
  private final Optional<Service> appView;
  private final Optional<Service> moderation;
  private final Optional<Service> reports;

  Services(ProxyConfig config, DidResolver resolver) {
    this.resolver = resolver;
    this.appView = configured(config.appviewUrl(), config.appviewDid(), APPVIEW);
    this.moderation = configured(config.modServiceUrl(), config.modServiceDid(), LABELER);
    this.reports = configured(config.reportServiceUrl(), config.reportServiceDid(), LABELER);
  }

  private static Optional<Service> configured(
      Optional<String> url, Optional<String> did, String fragment) {
    return url.map(text -> text.endsWith("/") ? text.substring(0, text.length() - 1) : text)
        .map(URI::create)
        .map(
            origin ->
                new Service(
                    did.map(Did::new).orElseGet(() -> webDid(origin)), fragment, origin, true));
  }

  private static Did webDid(URI origin) {
    String port = origin.getPort() == -1 ? "" : "%3A" + origin.getPort();
    return new Did("did:web:" + origin.getHost() + port);
  }

  public Optional<Service> appView() {
    return appView;
  }

  /** Who gets {@code method} when the request names nobody. */
  public Optional<Service> defaultFor(String method) {
    if (MODERATION.contains(method)) {
      return moderation;
    }
    return method.equals(REPORT) ? reports : appView;
  }

  /** The service that {@code header} names, else the default one; refused when there is neither. */
  public Service require(Optional<String> header, Nsid method) {
    return header
        .map(this::named)
        .or(() -> defaultFor(method.value()))
        .orElseThrow(() -> Refusal.invalid("No service configured for " + method));
  }

  private Service named(String header) {
    var name = ServiceName.parse(header);
    var own =
        Stream.of(appView, moderation, reports)
            .flatMap(Optional::stream)
            .filter(service -> service.id().equals(name.toString()))
            .findFirst();
    return own.orElseGet(() -> resolve(name));
  }

  private Service resolve(ServiceName name) {
    var document =
        resolver
            .resolve(name.did())
            .orElseThrow(() -> Refusal.invalid("could not resolve proxy did"));
    return document
        .service(name.fragment())
        .map(origin -> new Service(name.did(), name.fragment(), origin, false))
        .orElseThrow(() -> Refusal.invalid("could not resolve proxy did service url"));
  }

  /** A service of {@code did}'s document by its fragment and type. */
  public Optional<Service> find(Did did, String fragment, String type) {
    return resolver
        .resolve(did)
        .flatMap(document -> document.service(fragment, type))
        .map(origin -> new Service(did, fragment, origin, false));
  }
}
