package dev.tempest.account;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.SigningKeys;
import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.DidResolver;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Whether the DID document that everybody sees makes this server an account's host. */
@Singleton
final class PublishedIdentity {
  private static final Logger LOG = Logger.getLogger(PublishedIdentity.class);

  private final DidResolver dids;
  private final SigningKeys keys;
  private final URI origin;

  PublishedIdentity(DidResolver dids, SigningKeys keys, ServerConfig server) {
    this.dids = dids;
    this.keys = keys;
    this.origin = URI.create(server.publicUrl());
  }

  /** As published now, past every cache. An unreachable directory counts as a no. */
  boolean isHere(Did did) {
    try {
      return fault(did).isEmpty();
    } catch (Refusal unreachable) {
      LOG.debugf("event=did_document_missing did=%s: %s", did, unreachable.getMessage());
      return false;
    }
  }

  /** Whether {@code document} sends clients to this server. */
  boolean namesUs(DidDocument document) {
    return document.pds().filter(this::isOurs).isPresent();
  }

  /** Refuses, saying what differs. */
  void requireHere(Did did) {
    fault(did)
        .ifPresent(
            fault -> {
              throw Refusal.invalid(fault);
            });
  }

  private Optional<String> fault(Did did) {
    var document = dids.resolveNow(did);
    if (document.isEmpty()) {
      return Optional.of("Could not resolve DID: " + did);
    }
    URI endpoint = document.flatMap(DidDocument::pds).orElse(null);
    if (endpoint == null || !isOurs(endpoint)) {
      return Optional.of(
          "The DID document's atproto_pds service endpoint is %s, and must be %s"
              .formatted(endpoint == null ? "missing" : endpoint, origin));
    }
    String published =
        document.flatMap(DidDocument::signingKey).map(PublicKey::toDidKey).orElse("missing");
    String expected = keys.of(did).publicKey().toDidKey();
    return published.equals(expected)
        ? Optional.empty()
        : Optional.of(
            "The DID document's atproto verification method is %s, and must be %s"
                .formatted(published, expected));
  }

  private boolean isOurs(URI endpoint) {
    return text(endpoint).equals(text(origin));
  }

  /** Origins that differ in case or in a last slash are the same. */
  private static String text(URI origin) {
    String text = origin.toString().toLowerCase(Locale.ROOT);
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
