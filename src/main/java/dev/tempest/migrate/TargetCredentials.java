package dev.tempest.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.identity.PlcData;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What this server wants the DID document to say. */
record TargetCredentials(PublicKey signingKey, URI endpoint, List<String> rotationKeys) {
  static TargetCredentials of(Session target) {
    var answer = target.query("com.atproto.identity.getRecommendedDidCredentials");
    var keys = new ArrayList<String>();
    for (JsonNode key : answer.path("rotationKeys")) {
      keys.add(key.asText());
    }
    return new TargetCredentials(
        PublicKey.parseDidKey(
            answer.path("verificationMethods").path(PlcData.SIGNING_KEY).asText()),
        URI.create(answer.path("services").path(PlcData.PDS).path("endpoint").asText()),
        List.copyOf(keys));
  }
}
