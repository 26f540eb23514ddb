package dev.tempest.identity;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which operation may follow which. Spec: did:plc v0.2, "Operation Validation" and "Key Rotation &
 * Account Recovery"; the size limits are those of the public directory.
 */
final class PlcRules {
  private static final int MAX_OPERATION_BYTES = 7_500;
  private static final int MAX_ENTRIES = 10;
  private static final int MAX_NAME_CHARACTERS = 32;
  private static final int MAX_URI_CHARACTERS = 256;
  private static final int MAX_ENDPOINT_CHARACTERS = 512;
  private static final Duration RECOVERY_WINDOW = Duration.ofDays(3);
  private static final Set<String> OPERATION_FIELDS =
      Set.of(
          "type", "rotationKeys", "verificationMethods", "alsoKnownAs", "services", "prev", "sig");
  private static final Set<String> TOMBSTONE_FIELDS = Set.of("type", "prev", "sig");

  private PlcRules() {}

  /** Refuses {@code proposed} unless it is well formed and makes {@code did}. */
  static void checkGenesis(Did did, PlcOperation proposed) {
    checkShape(proposed);
    var data = proposed.data().orElseThrow(() -> Refusal.invalid("Expected a genesis operation"));
    require(proposed.prev().isEmpty(), "Expected null prev on create");
    requireSigner(data.rotationKeys(), proposed);
    require(proposed.did().equals(did), "Hash of genesis operation does not match DID identifier");
  }

  /**
   * How many entries of {@code history}, the valid ones in order, stay valid: all of them, or fewer
   * when a more powerful key than theirs overrules the latest within the recovery window.
   */
  static int checkNext(List<PlcLog.Entry> history, PlcOperation proposed, Instant now) {
    checkShape(proposed);
    int kept = indexOf(history, proposed) + 1;
    var previous = history.get(kept - 1).operation();
    var keys =
        previous
            .data()
            .orElseThrow(() -> Refusal.invalid("Operations not correctly ordered"))
            .rotationKeys();
    if (kept == history.size()) {
      requireSigner(keys, proposed);
      return kept;
    }
    var overruled = history.get(kept);
    int rank = keys.indexOf(requireSigner(keys, overruled.operation()));
    requireSigner(keys.subList(0, rank), proposed);
    require(
        Duration.between(overruled.createdAt(), now).compareTo(RECOVERY_WINDOW) <= 0,
        "Recovery operation occurred outside of the allowed 72 hr recovery window");
    return kept;
  }

  private static int indexOf(List<PlcLog.Entry> history, PlcOperation proposed) {
    Cid prev =
        proposed.prev().orElseThrow(() -> Refusal.invalid("Operations not correctly ordered"));
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i).operation().cid().equals(prev)) {
        return i;
      }
    }
    throw Refusal.invalid("Operations not correctly ordered");
  }

  private static String requireSigner(List<String> keys, PlcOperation operation) {
    return operation
        .signerAmong(keys)
        .orElseThrow(() -> Refusal.invalid("Invalid signature on operation"));
  }

  /** Refuses what no log takes, whatever it holds and whoever signed. */
  static void checkShape(PlcOperation operation) {
    require(operation.size() <= MAX_OPERATION_BYTES, "Operation is too large");
    var fields = operation.json().fields().keySet();
    switch (operation.type()) {
      case OPERATION -> require(OPERATION_FIELDS.equals(fields), "Unexpected fields");
      case TOMBSTONE -> require(TOMBSTONE_FIELDS.equals(fields), "Unexpected fields");
      case LEGACY_CREATE -> throw Refusal.invalid("Legacy operations are not accepted any more");
    }
    operation.data().ifPresent(PlcRules::checkData);
  }

  private static void checkData(PlcData data) {
    require(!data.rotationKeys().isEmpty(), "Need at least one rotation key");
    checkEntries("rotation keys", data.rotationKeys());
    checkEntries("verification methods", data.verificationMethods().keySet());
    checkEntries("alsoKnownAs entries", data.alsoKnownAs());
    checkEntries("services", data.services().keySet());
    for (String key : data.rotationKeys()) {
      require(PlcFields.keyOrNull(key) != null, "Unsupported rotation key");
    }
    for (var method : data.verificationMethods().entrySet()) {
      require(method.getKey().length() <= MAX_NAME_CHARACTERS, "Verification method id too long");
      require(
          method.getValue().startsWith("did:key:z")
              && method.getValue().length() <= MAX_URI_CHARACTERS,
          "Verification method is not a did:key");
    }
    for (String name : data.alsoKnownAs()) {
      require(name.length() <= MAX_URI_CHARACTERS, "alsoKnownAs entry too long");
    }
    for (var service : data.services().entrySet()) {
      require(
          service.getKey().length() <= MAX_NAME_CHARACTERS
              && service.getValue().type().length() <= MAX_URI_CHARACTERS
              && service.getValue().endpoint().length() <= MAX_ENDPOINT_CHARACTERS,
          "Service is too long");
    }
  }

  private static void checkEntries(String what, Collection<String> entries) {
    require(entries.size() <= MAX_ENTRIES, "Too many " + what);
    require(new HashSet<>(entries).size() == entries.size(), "Duplicate " + what);
  }

  private static void require(boolean condition, String refusal) {
    if (!condition) {
      throw Refusal.invalid(refusal);
    }
  }

  /** {@link PlcOperation#of}, with a refusal for a malformed one. */
  static PlcOperation read(Node json) {
    try {
      return PlcOperation.of(json);
    } catch (DecodeException malformed) {
      throw Refusal.invalid("Not a valid operation: " + malformed.getMessage());
    }
  }
}
