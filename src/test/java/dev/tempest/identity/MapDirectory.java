package dev.tempest.identity;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A directory of documents that a test sets, and that it can switch off. */
final class MapDirectory implements PlcDirectory {
  final Map<Did, DidDocument> documents = new HashMap<>();
  boolean down;
  int reads;
  Runnable onRead = () -> {};

  @Override
  public void submit(Did did, PlcOperation operation) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<DidDocument> document(Did did) {
    reads++;
    onRead.run();
    if (down) {
      throw new Refusal.UpstreamFailed("down");
    }
    return Optional.ofNullable(documents.get(did));
  }

  @Override
  public Optional<PlcOperation> lastOperation(Did did) {
    return Optional.empty();
  }
}
