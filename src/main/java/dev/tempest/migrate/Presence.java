package dev.tempest.migrate;

import dev.tempest.atproto.syntax.Did;
import java.util.Map;

/** Whether an account is at a server, as anybody may know. */
enum Presence {
  NONE,
  INACTIVE,
  ACTIVE;

  static Presence of(Did did, Pds pds) {
    try {
      var status = pds.query("com.atproto.sync.getRepoStatus", Map.of("did", did.value()), null);
      if (status.path("status").asText().equals("deleted")) {
        return NONE;
      }
      return status.path("active").asBoolean() ? ACTIVE : INACTIVE;
    } catch (RemoteRefusal unknown) {
      if (unknown.error().equals("RepoNotFound")) {
        return NONE;
      }
      throw unknown;
    }
  }
}
