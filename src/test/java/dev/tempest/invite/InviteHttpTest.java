package dev.tempest.invite;

import static dev.tempest.testing.TestAdmin.asAdmin;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.Audit;
import dev.tempest.fault.Refusal;
import dev.tempest.invite.InviteOversight.Sort;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.DataDir;
import dev.tempest.testing.AtOnce;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that nobody joins without an invitation. */
@QuarkusTest
@TestProfile(InviteHttpTest.ByInvitation.class)
class InviteHttpTest {
  private static final String ONE = "/xrpc/com.atproto.server.createInviteCode";
  private static final String MANY = "/xrpc/com.atproto.server.createInviteCodes";
  private static final String MINE = "/xrpc/com.atproto.server.getAccountInviteCodes";
  private static final String JOIN = "/xrpc/com.atproto.server.createAccount";
  private static final AtomicInteger COUNT = new AtomicInteger();

  @Inject AccountDatabase accounts;
  @Inject DataDir dataDir;
  @Inject InviteOversight oversight;
  @Inject Audit audit;

  /** Each account earns a code a day. */
  public static final class ByInvitation implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("tempest.invite.required", "true", "tempest.invite.interval", "P1D");
    }
  }

  /** Somebody who came in by a code. */
  private record Guest(Did did, String accessJwt) {}

  private static ValidatableResponse asAdminPost(String method, Map<String, ?> input) {
    return asAdmin().contentType("application/json").body(input).post(method).then();
  }

  private static String code(Map<String, ?> input) {
    return asAdminPost(ONE, input).statusCode(200).extract().path("code");
  }

  private static Map<String, Object> input(String code) {
    String name = "guest" + COUNT.incrementAndGet();
    var input = new HashMap<String, Object>();
    input.put("handle", name + ".test");
    input.put("email", name + "@example.com");
    input.put("password", "a long password");
    input.put("inviteCode", code);
    return input;
  }

  private static ValidatableResponse join(Map<String, ?> input) {
    return given().contentType("application/json").body(input).post(JOIN).then();
  }

  private static Guest joinBy(String code) {
    var answer = join(input(code)).statusCode(200).extract().jsonPath();
    return new Guest(new Did(answer.getString("did")), answer.getString("accessJwt"));
  }

  private static Guest join() {
    return joinBy(code(Map.of("useCount", 1)));
  }

  private static ValidatableResponse mine(Guest guest, String query) {
    return TestAccount.with(guest.accessJwt()).get(MINE + query).then();
  }

  private static void refused(ValidatableResponse answer, int status, String error) {
    answer.statusCode(status).body("$", aMapWithSize(2)).body("error", equalTo(error));
  }

  private void execute(String sql, Object... values) {
    accounts
        .database()
        .write(
            tx -> {
              try (var update = tx.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                  update.setObject(i + 1, values[i]);
                }
                return update.executeUpdate();
              }
            });
  }

  private void makeOlder(Guest guest, long days) {
    execute(
        "UPDATE account SET created_at = ? WHERE did = ?",
        Instant.now().minus(Duration.ofDays(days)).getEpochSecond(),
        guest.did().value());
  }

  private InviteCode find(String code) {
    return oversight.list(Sort.RECENT, 500, null).codes().stream()
        .filter(found -> found.code().equals(code))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void saysThatItTakesACode() {
    given()
        .get("/xrpc/com.atproto.server.describeServer")
        .then()
        .body("inviteCodeRequired", is(true));
  }

  @Test
  void makesACode() {
    asAdminPost(ONE, Map.of("useCount", 2))
        .statusCode(200)
        .body("$", aMapWithSize(1))
        .body("code", matchesPattern("localhost-[a-z2-7]{5}-[a-z2-7]{5}"));
  }

  @Test
  void tellsTheAuditOfCodesButNotTheCodes() {
    String code = code(Map.of("useCount", 7));
    var entry = audit.list(new Audit.Query(null, null, 1)).getFirst().entry();
    assertThat(entry.actor()).isEqualTo("admin");
    assertThat(entry.action()).isEqualTo("com.atproto.server.createInviteCode");
    assertThat(entry.detail())
        .isEqualTo(Map.of("accounts", "admin", "codeCount", "1", "useCount", "7"));
    assertThat(entry.toString()).doesNotContain(code);
  }

  @Test
  void makesCodesForAccounts() {
    var guest = join();
    var answer =
        asAdminPost(
                MANY,
                Map.of(
                    "codeCount",
                    3,
                    "useCount",
                    1,
                    "forAccounts",
                    List.of(guest.did().value(), "did:plc:ewvi7nxzyoun6zhxrhs64oiz")))
            .statusCode(200)
            .body("$", aMapWithSize(1))
            .body("codes", hasSize(2))
            .body("codes[0]", aMapWithSize(2))
            .body("codes[0].account", equalTo(guest.did().value()))
            .body("codes[1].codes", hasSize(3))
            .extract()
            .jsonPath();
    mine(guest, "")
        .statusCode(200)
        .body("codes", hasSize(3))
        .body("codes[0]", aMapWithSize(7))
        .body("codes[0].createdBy", equalTo("admin"))
        .body("codes[0].forAccount", equalTo(guest.did().value()))
        .body("codes[0].available", equalTo(1))
        .body("codes[0].disabled", is(false))
        .body("codes[0].uses", empty())
        .body(
            "codes.code.sort()",
            equalTo(answer.getList("codes[0].codes").stream().sorted().toList()));
    asAdminPost(MANY, Map.of("useCount", 1))
        .statusCode(200)
        .body("codes[0].account", equalTo("admin"))
        .body("codes[0].codes", hasSize(1));
  }

  @Test
  void refusesNumbersOutOfBounds() {
    refused(asAdminPost(ONE, Map.of()), 400, "InvalidRequest");
    refused(asAdminPost(ONE, Map.of("useCount", 0)), 400, "InvalidRequest");
    refused(asAdminPost(ONE, Map.of("useCount", 1.5)), 400, "InvalidRequest");
    refused(asAdminPost(ONE, Map.of("useCount", 1, "forAccount", "me")), 400, "InvalidRequest");
    refused(asAdminPost(MANY, Map.of("useCount", 1, "codeCount", -1)), 400, "InvalidRequest");
    refused(asAdminPost(MANY, Map.of("useCount", 1, "codeCount", 100_000)), 400, "InvalidRequest");
  }

  @ParameterizedTest
  @ValueSource(strings = {ONE, MANY})
  void makesCodesForTheOperatorOnly(String method) {
    var guest = join();
    refused(
        TestAccount.with(guest.accessJwt())
            .contentType("application/json")
            .body(Map.of("useCount", 1))
            .post(method)
            .then(),
        401,
        "InvalidToken");
    refused(
        given().contentType("application/json").body(Map.of("useCount", 1)).post(method).then(),
        401,
        "AuthenticationRequired");
  }

  @Test
  void showsCodesToTheirOwnerOnly() {
    refused(given().get(MINE).then(), 401, "AuthenticationRequired");
  }

  @Test
  void letsNobodyInWithoutACode() {
    var none = input("");
    none.remove("inviteCode");
    refused(join(none), 400, "InvalidInviteCode");
    refused(join(input("")), 400, "InvalidInviteCode");
    refused(join(input("localhost-aaaaa-aaaaa")), 400, "InvalidInviteCode");
  }

  @Test
  void letsInAsManyAsTheCodeSays() {
    String code = code(Map.of("useCount", 2));
    var first = joinBy(code);
    var second = joinBy("  " + code.toUpperCase(Locale.ROOT));
    refused(join(input(code)), 400, "InvalidInviteCode");
    assertThat(find(code).uses())
        .extracting(InviteCode.Use::usedBy)
        .containsExactlyInAnyOrder(first.did(), second.did());
  }

  @Test
  void letsExactlyOneOfManyInWhoAskAtOnce() {
    String code = code(Map.of("useCount", 1));
    var answers = AtOnce.repeat(6, () -> join(input(code)).extract());
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() != 200)
        .hasSize(5)
        .allMatch(answer -> answer.path("error").equals("InvalidInviteCode"));
    assertThat(find(code).uses()).hasSize(1);
  }

  @Test
  void givesTheUseBackWhenTheAccountDoesNotComeToBe() throws IOException {
    String code = code(Map.of("useCount", 1));
    var taken = input(code);
    taken.put("handle", "admin.test");
    refused(join(taken), 400, "HandleNotAvailable");
    assertThat(find(code).uses()).isEmpty();
    Path aside = dataDir.root().resolve("aside");
    Files.move(dataDir.repos(), aside);
    try {
      join(input(code)).statusCode(500);
    } finally {
      Files.move(aside, dataDir.repos());
    }
    assertThat(find(code).uses()).isEmpty();
    joinBy(code);
  }

  @Test
  void takesNoCodeThatIsDisabled() {
    String code = code(Map.of("useCount", 1));
    oversight.disableCodes(List.of(code, "no such code"), List.of());
    refused(join(input(code)), 400, "InvalidInviteCode");
  }

  @Test
  void takesNoCodeOfSomebodyWhoIsTakenDown() {
    var guest = join();
    String code = code(Map.of("useCount", 1, "forAccount", guest.did().value()));
    execute("UPDATE account SET status = 'takendown' WHERE did = ?", guest.did().value());
    refused(join(input(code)), 400, "InvalidInviteCode");
    execute("UPDATE account SET status = 'active' WHERE did = ?", guest.did().value());
    joinBy(code);
  }

  @Test
  void givesCodesForTime() {
    var guest = join();
    mine(guest, "").statusCode(200).body("$", aMapWithSize(1)).body("codes", empty());
    makeOlder(guest, 3);
    mine(guest, "?createAvailable=false").body("codes", empty());
    var codes =
        mine(guest, "")
            .body("codes", hasSize(3))
            .body("codes[0].createdBy", equalTo(guest.did().value()))
            .extract()
            .jsonPath();
    mine(guest, "").body("codes", hasSize(3));
    var newcomer = joinBy(codes.getString("codes[0].code"));
    mine(guest, "")
        .body("codes", hasSize(3))
        .body("codes.find { !it.uses.isEmpty() }.uses[0].usedBy", equalTo(newcomer.did().value()));
    mine(guest, "?includeUsed=false").body("codes", hasSize(2));
    makeOlder(guest, 100);
    mine(guest, "?includeUsed=false").body("codes", hasSize(5));
    mine(guest, "").body("codes", hasSize(6));
  }

  @Test
  void givesTheSameCodesToTwoWhoAskAtOnce() {
    var guest = join();
    makeOlder(guest, 3);
    var lists =
        AtOnce.repeat(
            4, () -> mine(guest, "").statusCode(200).extract().jsonPath().getList("codes.code"));
    assertThat(new HashSet<>(lists)).hasSize(1);
    assertThat(lists.getFirst()).hasSize(3);
  }

  @Test
  void refusesParametersThatAreNone() {
    mine(join(), "?includeUsed=perhaps")
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"))
        .body("message", containsString("includeUsed"));
  }

  @Test
  void givesNoUsableCodesToWhoMayNotInvite() {
    var guest = join();
    makeOlder(guest, 2);
    oversight.allowInvites(guest.did(), false, "too many friends");
    mine(guest, "").body("codes", empty());
    var seen = oversight.ofAccounts(List.of(guest.did())).get(guest.did());
    assertThat(seen.disabled()).isTrue();
    assertThat(seen.note()).isEqualTo("too many friends");
    assertThat(seen.invites()).hasSize(2).allMatch(InviteCode::disabled);
    oversight.allowInvites(guest.did(), true, null);
    mine(guest, "").body("codes", empty());
    makeOlder(guest, 3);
    mine(guest, "").body("codes", hasSize(1));
    assertThatThrownBy(
            () -> oversight.allowInvites(new Did("did:plc:ewvi7nxzyoun6zhxrhs64oiz"), false, null))
        .isInstanceOf(Refusal.Invalid.class);
  }

  @Test
  void showsTheOperatorWhoInvitedWhom() {
    var guest = join();
    String code = code(Map.of("useCount", 5, "forAccount", guest.did().value()));
    var newcomer = joinBy(code);
    var seen =
        oversight.ofAccounts(
            List.of(guest.did(), newcomer.did(), new Did("did:plc:ewvi7nxzyoun6zhxrhs64oiz")));
    assertThat(seen).containsOnlyKeys(guest.did(), newcomer.did());
    assertThat(seen.get(newcomer.did()).invitedBy())
        .satisfies(by -> assertThat(by.forAccount()).isEqualTo(guest.did().value()));
    assertThat(seen.get(guest.did()).invites()).extracting(InviteCode::code).containsExactly(code);
  }

  @Test
  void endsTheCodesOfAnAccountButNotTheOperators() {
    var guest = join();
    String own = code(Map.of("useCount", 1, "forAccount", guest.did().value()));
    String admins = code(Map.of("useCount", 1));
    oversight.disableCodes(List.of(), List.of(guest.did().value()));
    assertThat(find(own).disabled()).isTrue();
    assertThat(find(admins).disabled()).isFalse();
    assertThatThrownBy(() -> oversight.disableCodes(List.of(), List.of("admin")))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessage("cannot disable admin invite codes");
  }

  @Test
  void listsCodesPageByPage() {
    String used = code(Map.of("useCount", 9));
    joinBy(used);
    joinBy(used);
    joinBy(used);
    for (Sort sort : Sort.values()) {
      var codes = new ArrayList<InviteCode>();
      String cursor = null;
      do {
        var page = oversight.list(sort, 3, cursor);
        assertThat(page.codes()).hasSizeLessThanOrEqualTo(3);
        codes.addAll(page.codes());
        cursor = page.cursor();
      } while (cursor != null);
      assertThat(codes).isEqualTo(oversight.list(sort, 500, null).codes()).doesNotHaveDuplicates();
      if (sort == Sort.USAGE) {
        assertThat(codes).extracting(code -> -code.uses().size()).isSorted();
        assertThat(codes.getFirst().uses()).hasSizeGreaterThanOrEqualTo(3);
      } else {
        assertThat(codes).extracting(code -> -code.createdAt().getEpochSecond()).isSorted();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "::", "x::code", "99999999999999999999::code"})
  void refusesCursorsThatAreNone(String cursor) {
    assertThatThrownBy(() -> oversight.list(Sort.RECENT, 3, cursor))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessage("Malformed cursor");
  }

  @Test
  void sortsInTwoWays() {
    assertThat(Sort.of(null)).isEqualTo(Sort.RECENT);
    assertThat(Sort.of("usage")).isEqualTo(Sort.USAGE);
    assertThatThrownBy(() -> Sort.of("size")).isInstanceOf(Refusal.Invalid.class);
  }
}
