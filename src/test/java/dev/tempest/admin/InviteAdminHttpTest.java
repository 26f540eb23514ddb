package dev.tempest.admin;

import static dev.tempest.testing.TestAdmin.asAdmin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's view of invites. */
@QuarkusTest
class InviteAdminHttpTest {
  private static final String LIST = "/xrpc/com.atproto.admin.getInviteCodes";

  private static ValidatableResponse call(String method, Map<String, Object> body) {
    return asAdmin().contentType("application/json").body(body).post("/xrpc/" + method).then();
  }

  private static String code(Map<String, Object> body) {
    return call("com.atproto.server.createInviteCode", body).statusCode(200).extract().path("code");
  }

  @Test
  void listsCodesAsTheLexiconHasThem() {
    String code = code(Map.of("useCount", 3));
    Map<String, Object> first =
        asAdmin()
            .get(LIST + "?limit=500")
            .then()
            .statusCode(200)
            .extract()
            .path("codes.find { it.code == '" + code + "' }");
    assertThat(first)
        .containsOnlyKeys(
            "code", "available", "disabled", "forAccount", "createdBy", "createdAt", "uses")
        .containsEntry("available", 3)
        .containsEntry("disabled", false)
        .containsEntry("forAccount", "admin")
        .containsEntry("createdBy", "admin")
        .containsEntry("uses", List.of());
    assertThat(first.get("createdAt").toString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"recent", "usage"})
  void pagesNameEveryCodeOnce(String sort) {
    for (int i = 0; i < 5; i++) {
      code(Map.of("useCount", 1));
    }
    var whole = new ArrayList<String>();
    String cursor = null;
    do {
      var request = asAdmin().queryParam("limit", 2).queryParam("sort", sort);
      if (cursor != null) {
        request.queryParam("cursor", cursor);
      }
      var page = request.get(LIST).then().statusCode(200).extract().jsonPath();
      whole.addAll(page.getList("codes.code"));
      cursor = page.getString("cursor");
    } while (cursor != null);
    assertThat(whole).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"sort, size", "limit, 0", "limit, 501", "cursor, rubbish"})
  void refusesAListThatCannotBe(String name, String value) {
    asAdmin()
        .queryParam(name, value)
        .get(LIST)
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
  }

  @Test
  void endsCodesAndAccountsCodes() {
    var account = TestAccount.create();
    String one = code(Map.of("useCount", 1));
    String own = code(Map.of("useCount", 1, "forAccount", account.did()));
    call(
            "com.atproto.admin.disableInviteCodes",
            Map.of("codes", List.of(one, "no-such-code"), "accounts", List.of(account.did())))
        .statusCode(200)
        .body(emptyString());
    for (String code : List.of(one, own)) {
      asAdmin()
          .get(LIST + "?limit=500")
          .then()
          .body("codes.find { it.code == '" + code + "' }.disabled", equalTo(true));
    }
    call("com.atproto.admin.disableInviteCodes", Map.of()).statusCode(200);
    call("com.atproto.admin.disableInviteCodes", Map.of("accounts", List.of("admin")))
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
  }

  @Test
  void stopsAnAccountsInvitesAndSaysWhy() {
    var account = TestAccount.create();
    String info = "/xrpc/com.atproto.admin.getAccountInfo?did=" + account.did();
    String own = code(Map.of("useCount", 1, "forAccount", account.did()));
    call(
            "com.atproto.admin.disableAccountInvites",
            Map.of("account", account.did(), "note", "too many"))
        .statusCode(200)
        .body(emptyString());
    asAdmin()
        .get(info)
        .then()
        .body("invitesDisabled", equalTo(true))
        .body("inviteNote", equalTo("too many"))
        .body("invites.code", contains(own));
    call("com.atproto.admin.enableAccountInvites", Map.of("account", account.did()))
        .statusCode(200);
    asAdmin()
        .get(info)
        .then()
        .body("invitesDisabled", equalTo(false))
        .body("inviteNote", nullValue())
        .body("indexedAt", notNullValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"disableAccountInvites", "enableAccountInvites"})
  void strangersInviteNobody(String method) {
    call("com.atproto.admin." + method, Map.of("account", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"))
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
    call("com.atproto.admin." + method, Map.of()).statusCode(400);
  }
}
