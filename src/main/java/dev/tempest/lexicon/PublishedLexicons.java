package dev.tempest.lexicon;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.identity.DidResolver;
import dev.tempest.identity.OutboundHttp;
import dev.tempest.identity.TxtLookup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Finds lexicons in the repositories of their authorities, and remembers them. DNS says who the
 * authority is; repositories of this server are read directly, those of others only when the
 * operator lets the network be asked. Blocks. Spec: /specs/lexicon, "Lexicon Publication and
 * Resolution".
 */
@Singleton
final class PublishedLexicons {
  private static final Duration DNS_TIME = Duration.ofSeconds(2);

  private final TxtLookup dns;
  private final HostedSchemas hosted;
  private final boolean external;
  private final FreshCache<String, Did> authorities;
  private final FreshCache<Nsid, PublishedLexicon> foreign;

  @Inject
  PublishedLexicons(
      LexiconConfig config,
      TxtLookup dns,
      DidResolver resolver,
      OutboundHttp http,
      HostedSchemas hosted) {
    this(
        config.externalResolver(),
        dns,
        hosted,
        new LexiconFetch(resolver::resolve, resolver::resolveNow, http::get),
        Ticker.systemTicker());
  }

  PublishedLexicons(
      boolean external, TxtLookup dns, HostedSchemas hosted, LexiconFetch fetch, Ticker ticker) {
    this.external = external;
    this.dns = dns;
    this.hosted = hosted;
    this.authorities = new FreshCache<>(ticker, FreshCache.backgroundThreads(), this::askDns);
    this.foreign =
        new FreshCache<>(
            ticker,
            FreshCache.backgroundThreads(),
            id -> authority(id).flatMap(did -> fetch.fetch(did, id)));
  }

  /** Empty when nobody published it, its authority cannot be reached, or its proof is wrong. */
  Optional<PublishedLexicon> find(Nsid id) {
    Optional<Did> authority = authority(id);
    if (authority.isPresent() && hosted.hosts(authority.get())) {
      Did did = authority.get();
      return hosted
          .find(did, PublishedLexicon.path(id))
          .flatMap(stored -> PublishedLexicon.of(did, id, stored.cid(), stored.value()));
    }
    return authority.isPresent() && external ? foreign.get(id) : Optional.empty();
  }

  private Optional<Did> authority(Nsid id) {
    return authorities.get(domain(id));
  }

  /** {@code "_lexicon.example.com"} for {@code com.example.thing}: names above do not count. */
  static String domain(Nsid id) {
    return "_lexicon." + String.join(".", List.of(id.authority().split("\\.")).reversed());
  }

  private Optional<Did> askDns(String name) {
    List<String> claims = dns.dids(name, DNS_TIME);
    if (claims.size() != 1) {
      return Optional.empty(); // several would leave open whose word counts
    }
    try {
      return Optional.of(new Did(claims.getFirst()));
    } catch (SyntaxException noDid) {
      return Optional.empty();
    }
  }
}
