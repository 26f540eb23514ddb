package dev.tempest.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.PlcData;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whose the rotation keys of a did:plc are.
 *
 * @param all in their order
 * @param ofSource those that belong to the old server
 */
record PlcKeys(List<String> all, List<String> ofSource) {
  /** As the directory and the old server say. */
  static PlcKeys of(Move move, Session source) {
    var last =
        move.network()
            .lastOperation(move.did())
            .flatMap(operation -> operation.data())
            .orElseThrow(() -> Refusal.invalid("the PLC directory has no live DID " + move.did()));
    return of(last, source);
  }

  static PlcKeys of(PlcData data, Session source) {
    Set<String> recommended = new HashSet<>();
    for (JsonNode key :
        source.query("com.atproto.identity.getRecommendedDidCredentials").path("rotationKeys")) {
      recommended.add(key.asText());
    }
    return new PlcKeys(
        data.rotationKeys(), data.rotationKeys().stream().filter(recommended::contains).toList());
  }

  /** Keys that people hold themselves, and take along. */
  List<String> personal() {
    return all.stream().filter(key -> !ofSource.contains(key)).toList();
  }
}
