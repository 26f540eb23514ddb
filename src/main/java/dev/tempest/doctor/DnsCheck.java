package dev.tempest.doctor;

import dev.tempest.config.ServerConfig;
import dev.tempest.identity.HandleDomains;
import dev.tempest.identity.IdentityConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Whether names lead to this server: its own, and those that its accounts may choose. */
@Singleton
final class DnsCheck implements Check {
  /** Somebody's handle, as far as DNS knows. */
  private static final String ANYBODY = "doctor";

  /** The addresses of a name. */
  @FunctionalInterface
  interface Names {
    InetAddress[] lookup(String name) throws UnknownHostException;
  }

  private final String hostname;
  private final List<String> domains;
  private final Names names;

  @Inject
  DnsCheck(ServerConfig server, IdentityConfig identity, HandleDomains domains) {
    this(
        server.hostname(),
        identity.hostedDidMethod().equals("web") ? List.of() : domains.all(),
        InetAddress::getAllByName);
  }

  DnsCheck(String hostname, List<String> domains, Names names) {
    this.hostname = hostname;
    this.domains = domains;
    this.names = names;
  }

  @Override
  public String id() {
    return "dns";
  }

  @Override
  public Reach reach() {
    return Reach.PUBLIC;
  }

  @Override
  public List<Finding> look(Examination examination) {
    var findings = new ArrayList<Finding>();
    var own = addresses(hostname);
    findings.add(host(own));
    for (String domain : domains) {
      findings.add(handles(domain, own));
    }
    return findings;
  }

  private Finding host(List<InetAddress> own) {
    if (own.isEmpty()) {
      return Finding.fail(
          this,
          hostname,
          "has no address",
          "add to its DNS zone: %s A <address of the server>".formatted(hostname));
    }
    return own.stream().allMatch(DnsCheck::isPrivate)
        ? Finding.warn(
            this,
            hostname,
            "leads to %s, which only this network reaches".formatted(shown(own)),
            "if others shall reach it: %s A <public address>".formatted(hostname))
        : Finding.ok(this, hostname, "leads to " + shown(own));
  }

  private Finding handles(String domain, List<InetAddress> own) {
    var found = addresses(ANYBODY + domain);
    if (found.isEmpty()) {
      return Finding.warn(
          this,
          "*" + domain,
          "has no address: handles under it do not resolve by themselves",
          "add to its DNS zone: *%s CNAME %s".formatted(domain, hostname));
    }
    return found.stream().noneMatch(own::contains)
        ? Finding.warn(
            this,
            "*" + domain,
            "leads to %s, not to where %s does".formatted(shown(found), hostname),
            "change in its DNS zone: *%s CNAME %s".formatted(domain, hostname))
        : Finding.ok(this, "*" + domain, "leads to " + shown(found));
  }

  private List<InetAddress> addresses(String name) {
    try {
      return Arrays.asList(names.lookup(name));
    } catch (UnknownHostException none) {
      return List.of();
    }
  }

  private static boolean isPrivate(InetAddress address) {
    return address.isSiteLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress();
  }

  private static String shown(List<InetAddress> addresses) {
    return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
  }
}
