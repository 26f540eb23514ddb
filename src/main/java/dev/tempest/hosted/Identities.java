package dev.tempest.hosted;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.DidResolver;
import dev.tempest.identity.HostedDocuments;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Who is who, here and in the network. Blocks. */
@Singleton
final class Identities {
  /** Within which an identity is not asked for again, however often that is requested. */
  private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(30);

  private static final int MOST_REMEMBERED = 10_000;

  private final HandleLookup handles;
  private final HostedDocuments hosted;
  private final DidResolver resolver;
  private final Resolutions resolutions;
  private final Cache<AtIdentifier, Boolean> refreshed =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(REFRESH_INTERVAL).build();

  Identities(
      HandleLookup handles, HostedDocuments hosted, DidResolver resolver, Resolutions resolutions) {
    this.handles = handles;
    this.hosted = hosted;
    this.resolver = resolver;
    this.resolutions = resolutions;
  }

  /**
   * What is known of one.
   *
   * @param handle {@link Handle#INVALID} unless document and handle name each other
   */
  record Identity(Did did, Handle handle, Node.Obj document) {}

  /** {@link Refusal} when there is no document, by the names of the lexicons. */
  DidDocument document(Did did) {
    return document(did, resolver::resolve);
  }

  /** Our own take no place among those that the network is asked for. */
  private DidDocument document(Did did, Function<Did, Optional<DidDocument>> elsewhere) {
    return hosted
        .find(did)
        .or(() -> resolutions.ask(() -> elsewhere.apply(did)))
        .orElseThrow(() -> missing(did));
  }

  Identity resolve(AtIdentifier id) {
    Did did =
        switch (id) {
          case Did given -> given;
          case Handle handle -> handles.find(handle).orElseThrow(Identities::unknownHandle);
        };
    return identity(document(did), handles::leadsTo);
  }

  /** Like {@link #resolve}, past what is remembered unless that is quite new. */
  Identity refresh(AtIdentifier id) {
    if (!isDue(id)) {
      return resolve(id);
    }
    Did did =
        switch (id) {
          case Did given -> given;
          case Handle handle -> handles.findNow(handle).orElseThrow(Identities::unknownHandle);
        };
    if (!did.equals(id) && !isDue(did)) {
      return resolve(id);
    }
    return identity(document(did, resolver::resolveNow), handles::leadsToNow);
  }

  private boolean isDue(AtIdentifier id) {
    return refreshed.asMap().putIfAbsent(id, true) == null;
  }

  private static Identity identity(DidDocument document, BiPredicate<Handle, Did> leadsTo) {
    Handle handle =
        document
            .handle()
            .filter(claimed -> leadsTo.test(claimed, document.id()))
            .orElse(Handle.INVALID);
    return new Identity(document.id(), handle, document.json());
  }

  private static Refusal unknownHandle() {
    return new Refusal.Invalid("HandleNotFound", "Unable to resolve handle");
  }

  private Refusal missing(Did did) {
    return resolutions.ask(() -> resolver.isDeactivated(did))
        ? new Refusal.Invalid("DidDeactivated", "DID is deactivated: " + did)
        : new Refusal.Invalid("DidNotFound", "DID not found: " + did);
  }
}
