package dev.tempest.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.fault.Refusal;

/** The handle that an account shall have here. */
final class HandleChoice {
  private HandleChoice() {}

  /**
   * A name of a domain of one's own stays. One under the old server's domain is given up for the
   * same name under this server's.
   *
   * @param source its {@code describeServer}
   * @param target ours
   */
  static Handle of(Handle old, JsonNode source, JsonNode target) {
    for (JsonNode domain : source.path("availableUserDomains")) {
      if (old.value().endsWith(domain.asText())) {
        String label = old.value().substring(0, old.value().length() - domain.asText().length());
        return under(label, target.path("availableUserDomains").path(0).asText());
      }
    }
    return old;
  }

  private static Handle under(String label, String domain) {
    try {
      return new Handle(label + domain);
    } catch (SyntaxException noHandle) {
      throw Refusal.invalid(
          "no handle can be made of " + label + domain + ": choose one with --handle");
    }
  }
}
