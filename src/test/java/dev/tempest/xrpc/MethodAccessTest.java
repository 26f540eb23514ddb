package dev.tempest.xrpc;

import static dev.tempest.auth.Access.ACTIVE_SESSION;
import static dev.tempest.auth.Access.ADMIN;
import static dev.tempest.auth.Access.FULL_LEAVING_SESSION;
import static dev.tempest.auth.Access.FULL_SESSION;
import static dev.tempest.auth.Access.LEAVING_SESSION;
import static dev.tempest.auth.Access.OPEN;
import static dev.tempest.auth.Access.OPTIONAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.auth.Access;
import dev.tempest.auth.GuardedMethods;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which doors are open to whom, across all methods. */
class MethodAccessTest {
  /** Closed to app passwords: what would let an app keep or take the account. */
  private static final Set<String> OWN_PASSWORD_ONLY =
      Set.of(
          "com.atproto.server.createAppPassword",
          "com.atproto.server.listAppPasswords",
          "com.atproto.server.revokeAppPassword",
          "com.atproto.server.getAccountInviteCodes",
          "com.atproto.server.activateAccount",
          "com.atproto.server.deactivateAccount",
          "com.atproto.server.requestAccountDelete",
          "com.atproto.server.updateEmail",
          "com.atproto.identity.requestPlcOperationSignature",
          "com.atproto.identity.signPlcOperation",
          "com.atproto.repo.importRepo");

  /** Open to the sessions of accounts that are taken down: to leave, or to object. */
  private static final Set<String> LEAVING =
      Set.of(
          "com.atproto.server.getServiceAuth",
          "com.atproto.server.deactivateAccount",
          "com.atproto.server.requestAccountDelete",
          "com.atproto.server.checkAccountStatus",
          "com.atproto.identity.requestPlcOperationSignature",
          "com.atproto.identity.signPlcOperation",
          "com.atproto.identity.submitPlcOperation",
          "com.atproto.identity.getRecommendedDidCredentials",
          "com.atproto.moderation.createReport",
          "com.atproto.repo.listMissingBlobs",
          "app.bsky.actor.getPreferences");

  private static final Set<String> ADMIN_ELSEWHERE =
      Set.of(
          "com.atproto.server.createInviteCode",
          "com.atproto.server.createInviteCodes",
          "com.atproto.temp.revokeAccountCredentials");

  private static Set<String> methods(Predicate<Catalogue.Method> which) {
    return Catalogue.methods().stream()
        .filter(which)
        .map(Catalogue.Method::nsid)
        .collect(Collectors.toSet());
  }

  private static Predicate<Catalogue.Method> with(Access... accesses) {
    return method -> Set.of(accesses).contains(method.access());
  }

  private static boolean isProtected(String nsid) {
    return nsid.contains(".") && GuardedMethods.isProtected(new Nsid(nsid));
  }

  @Test
  void keepsAppPasswordsFromTheAccountItself() {
    assertThat(methods(method -> OWN_PASSWORD_ONLY.contains(method.nsid())))
        .isSubsetOf(methods(with(FULL_SESSION, FULL_LEAVING_SESSION)));
  }

  @Test
  void letsTheTakenDownDoNoMoreThanLeave() {
    assertThat(methods(with(LEAVING_SESSION, FULL_LEAVING_SESSION))).isSubsetOf(LEAVING);
  }

  @Test
  void letsAccountsWriteOnlyWhileTheyAreActive() {
    assertThat(
            Stream.of("createRecord", "putRecord", "deleteRecord", "applyWrites")
                .map(name -> "com.atproto.repo." + name))
        .allSatisfy(
            nsid ->
                assertThat(Catalogue.find(nsid))
                    .hasValueSatisfying(
                        method -> assertThat(method.access()).isEqualTo(ACTIVE_SESSION)));
  }

  @Test
  void keepsTheOperatorsMethodsTheOperators() {
    assertThat(methods(method -> method.nsid().startsWith("com.atproto.admin.")))
        .isSubsetOf(methods(with(ADMIN)));
    assertThat(methods(method -> ADMIN_ELSEWHERE.contains(method.nsid())))
        .isSubsetOf(methods(with(ADMIN)));
  }

  @Test
  void letsNobodyCallAGuardedMethodWithoutCredentials() {
    assertThat(methods(method -> isProtected(method.nsid())))
        .doesNotContainAnyElementsOf(methods(with(OPEN, OPTIONAL)));
  }
}
