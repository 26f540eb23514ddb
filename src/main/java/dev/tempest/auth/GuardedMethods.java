package dev.tempest.auth;

import dev.tempest.atproto.syntax.Nsid;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Methods for which no session, or not every session, may have a service token: neither by asking
 * for one nor by having its request proxied. However they are spelled: servers elsewhere may not
 * tell capitals from small letters in a path.
 */
public final class GuardedMethods {
  private static final String CREATE_ACCOUNT = "com.atproto.server.createAccount";
  private static final String CHAT = "chat.bsky.";

  /** What an account does here, and nobody in its name elsewhere. */
  private static final Set<String> PROTECTED =
      Stream.of(
              "admin.sendEmail",
              "identity.requestPlcOperationSignature",
              "identity.signPlcOperation",
              "identity.updateHandle",
              "server.activateAccount",
              "server.confirmEmail",
              "server.createAppPassword",
              "server.deactivateAccount",
              "server.getAccountInviteCodes",
              "server.getSession",
              "server.listAppPasswords",
              "server.requestAccountDelete",
              "server.requestEmailConfirmation",
              "server.requestEmailUpdate",
              "server.revokeAppPassword",
              "server.updateEmail")
          .map(name -> lower("com.atproto." + name))
          .collect(Collectors.toUnmodifiableSet());

  private GuardedMethods() {}

  /** Whether {@code method} is called on the account's own server or not at all. */
  public static boolean isProtected(Nsid method) {
    return PROTECTED.contains(lower(method.value()));
  }

  /** Whether {@code method} is closed to app passwords that are not privileged. */
  public static boolean isPrivileged(Nsid method) {
    return lower(method.value()).startsWith(CHAT)
        || method.value().equalsIgnoreCase(CREATE_ACCOUNT);
  }

  private static String lower(String nsid) {
    return nsid.toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a session of {@code scope} may call {@code method} on another server. A token without a
   * method is for anything that its reader lets pass, and so not for accounts that are taken down.
   */
  public static boolean mayDelegate(Scope scope, @Nullable Nsid method) {
    if (method != null && isProtected(method)) {
      return false;
    }
    return switch (scope) {
      case ACCESS, PRIVILEGED_APP_PASSWORD -> true;
      case APP_PASSWORD -> method == null || !isPrivileged(method);
      // to move to another server, and for nothing else
      case TAKENDOWN -> method != null && method.value().equals(CREATE_ACCOUNT);
      case REFRESH -> false;
    };
  }
}
