package dev.tempest.audit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is done.
 *
 * @param actor {@link #OPERATOR}, {@link #COMMAND}, or the DID of an account
 * @param action an NSID, or a subcommand
 * @param subject a DID, an AT-URI, or what else the action is about
 * @param detail what else there is to know; never a secret or an e-mail address
 */
public record AuditEntry(
    String actor, String action, @Nullable String subject, Map<String, String> detail) {
  /** Whoever has the operator's token. */
  public static final String OPERATOR = "admin";

  /** Whoever runs subcommands on the server's machine. */
  public static final String COMMAND = "cli";

  public AuditEntry {
    detail = Map.copyOf(detail);
  }

  /** What the operator does by calling {@code action}. */
  public static AuditEntry ofOperator(String action, @Nullable String subject) {
    return new AuditEntry(OPERATOR, action, subject, Map.of());
  }

  /** What the operator does by running {@code command}. */
  public static AuditEntry ofCommand(String command, @Nullable String subject) {
    return new AuditEntry(COMMAND, command, subject, Map.of());
  }

  public AuditEntry with(String name, String value) {
    var more = new java.util.TreeMap<>(detail);
    more.put(name, value);
    return new AuditEntry(actor, action, subject, more);
  }
}
