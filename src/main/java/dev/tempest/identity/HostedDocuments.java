package dev.tempest.identity;

import dev.tempest.atproto.syntax.Did;
import java.util.Optional;

/** The DID documents that this server itself answers: its own, and a hosted did:web account's. */
public interface HostedDocuments {
  Optional<DidDocument> find(Did did);
}
