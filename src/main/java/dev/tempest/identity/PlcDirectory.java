package dev.tempest.identity;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import java.util.Optional;

/**
 * The register of did:plc. An unreachable or failing directory is {@link Refusal.UpstreamFailed}.
 */
public interface PlcDirectory {
  /** Appends to the DID's log; {@link Refusal.Invalid} if the directory declines. */
  void submit(Did did, PlcOperation operation);

  /** Empty when there is no such DID, or no longer. */
  Optional<DidDocument> document(Did did);

  /** The operation to name as {@code prev}; empty when there is no such DID. */
  Optional<PlcOperation> lastOperation(Did did);
}
