package dev.tempest.admin;

import static dev.tempest.testing.TestAdmin.asAdmin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AccountInfoHttpTest {
  private static final String INFO = "/xrpc/com.atproto.admin.getAccountInfo";
  private static final String INFOS = "/xrpc/com.atproto.admin.getAccountInfos";
  private static final String SEARCH = "/xrpc/com.atproto.admin.searchAccounts";
  private static final String UNKNOWN = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";

  @Test
  void tellsWhatIsKnownOfAnAccount() {
    var account = TestAccount.create();
    Map<String, Object> info =
        asAdmin().get(INFO + "?did=" + account.did()).then().statusCode(200).extract().path("$");
    assertThat(info)
        .containsOnlyKeys("did", "handle", "email", "indexedAt", "invitesDisabled", "invites")
        .containsEntry("did", account.did())
        .containsEntry("handle", account.handle())
        .containsEntry("email", account.email())
        .containsEntry("invitesDisabled", false);
    assertThat(info.get("indexedAt").toString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
  }

  @Test
  void doesNotKnowStrangers() {
    asAdmin()
        .get(INFO + "?did=" + UNKNOWN)
        .then()
        .statusCode(400)
        .body("error", equalTo("NotFound"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?did=", "?did=alice.test", "?did=did:plc:a&did="})
  void wantsADid(String query) {
    int status = asAdmin().get(INFO + query).then().extract().statusCode();
    assertThat(status).isEqualTo(400);
  }

  @Test
  void tellsOfManyInTheOrderAskedFor() {
    var one = TestAccount.create();
    var other = TestAccount.create();
    String dids = "?dids=" + other.did() + "&dids=" + UNKNOWN + "&dids=" + one.did();
    asAdmin()
        .get(INFOS + dids + "&dids=" + other.did())
        .then()
        .statusCode(200)
        .body("infos.did", contains(other.did(), one.did()));
    asAdmin()
        .get(INFOS + dids.replace("dids=", "dids[]="))
        .then()
        .statusCode(200)
        .body("infos.did", contains(other.did(), one.did()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?dids=nobody", "?dids=did:plc:a&dids=x"})
  void manyAreDidsToo(String query) {
    asAdmin().get(INFOS + query).then().statusCode(400).body("error", equalTo("InvalidRequest"));
  }

  @Test
  void findsByAPartOfTheAddress() {
    var account = TestAccount.create();
    String name = account.email().substring(0, account.email().indexOf('@'));
    for (String part : new String[] {name + "@", (name + "@eXaMpLe.cOm")}) {
      asAdmin()
          .queryParam("email", part)
          .get(SEARCH)
          .then()
          .statusCode(200)
          .body("accounts.did", contains(account.did()))
          .body("cursor", nullValue());
    }
    for (String part : new String[] {"%", "_erson", "nobody at all", "' OR 1=1 --"}) {
      asAdmin()
          .queryParam("email", part)
          .get(SEARCH)
          .then()
          .statusCode(200)
          .body("accounts", empty());
    }
  }

  @Test
  void pagesNameEveryAccountOnceInTheOrderOfTheirComing() {
    for (int i = 0; i < 5; i++) {
      TestAccount.create();
    }
    var whole = new ArrayList<String>();
    String cursor = null;
    do {
      var request = asAdmin().queryParam("limit", 2);
      if (cursor != null) {
        request.queryParam("cursor", cursor);
      }
      var page = request.get(SEARCH).then().statusCode(200).extract().jsonPath();
      whole.addAll(page.getList("accounts.did"));
      cursor = page.getString("cursor");
    } while (cursor != null);
    assertThat(whole).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(5);
    asAdmin()
        .get("/xrpc/com.atproto.sync.listRepos?limit=1000")
        .then()
        .statusCode(200)
        .body("repos.did", containsInAnyOrder(whole.toArray()));
  }

  @ParameterizedTest
  @CsvSource({
    "limit, 0",
    "limit, 101",
    "limit, many",
    "cursor, rubbish",
    "cursor, x::did:plc:a",
    "cursor, 99999999999999999::did:plc:a",
    "cursor, 1::nobody"
  })
  void refusesAPageThatCannotBe(String name, String value) {
    asAdmin()
        .queryParam(name, value)
        .get(SEARCH)
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
  }
}
