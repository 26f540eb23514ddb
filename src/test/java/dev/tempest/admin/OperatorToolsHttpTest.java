package dev.tempest.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.tempest.testing.TestAccount;
import dev.tempest.testing.TestAdmin;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The calls of {@code pdsadmin} (the shell scripts of the official distribution) and of {@code goat
 * pds admin}, as they go over the wire: Basic credentials, and these bodies to the letter.
 */
@QuarkusTest
class OperatorToolsHttpTest {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private static RequestSpecification tool() {
    return given().header("Authorization", AdminAuthHttpTest.basic("admin", TestAdmin.TOKEN));
  }

  private static RequestSpecification tool(String json) {
    return tool().contentType("application/json").body(json);
  }

  private static String update(String subject, String takedown) {
    return "{\"subject\":" + subject + ",\"takedown\":" + takedown + "}";
  }

  private static String account(String did) {
    return "{\"$type\":\"com.atproto.admin.defs#repoRef\",\"did\":\"" + did + "\"}";
  }

  private static String status(String did) {
    String found =
        given()
            .get("/xrpc/com.atproto.sync.getRepoStatus?did=" + did)
            .then()
            .statusCode(200)
            .extract()
            .path("status");
    return found == null ? "active" : found;
  }

  @Test
  void pdsadminListsAccounts() {
    var account = TestAccount.create();
    List<String> dids =
        given()
            .get("/xrpc/com.atproto.sync.listRepos?limit=1000")
            .then()
            .statusCode(200)
            .extract()
            .path("repos.did");
    assertThat(dids).contains(account.did());
    tool()
        .get("/xrpc/com.atproto.admin.getAccountInfo?did=" + account.did())
        .then()
        .statusCode(200)
        .body("handle", equalTo(account.handle()))
        .body("email", equalTo(account.email()))
        .body("did", equalTo(account.did()));
  }

  @Test
  void goatListsAccountsWithItsCredentials() {
    var account = TestAccount.create();
    String one = "repos.find { it.did == '" + account.did() + "' }";
    tool()
        .get("/xrpc/com.atproto.sync.listRepos?limit=500")
        .then()
        .statusCode(200)
        .body(one + ".active", equalTo(true));
  }

  @Test
  void bothCreateAccountsWithACodeOfTheirs() {
    String name = "tooled" + COUNT.incrementAndGet();
    String code =
        tool("{\"useCount\": 1}")
            .post("/xrpc/com.atproto.server.createInviteCode")
            .then()
            .statusCode(200)
            .extract()
            .path("code");
    given()
        .contentType("application/json")
        .body(
            "{\"email\":\"%s@example.com\", \"handle\":\"%s.test\", \"password\":\"%s\", \"inviteCode\":\"%s\"}"
                .formatted(name, name, "8hQm2XcVb7Zt4NwRk9Lp3SdF", code))
        .post("/xrpc/com.atproto.server.createAccount")
        .then()
        .statusCode(200)
        .body("did", startsWith("did:plc:"));
  }

  @Test
  void pdsadminTakesDownAndBack() {
    var account = TestAccount.create();
    tool(update(account(account.did()), "{\"applied\": true, \"ref\": \"1767225600\"}"))
        .post("/xrpc/com.atproto.admin.updateSubjectStatus")
        .then()
        .statusCode(200);
    assertThat(status(account.did())).isEqualTo("takendown");
    tool(update(account(account.did()), "{\"applied\": false}"))
        .post("/xrpc/com.atproto.admin.updateSubjectStatus")
        .then()
        .statusCode(200);
    assertThat(status(account.did())).isEqualTo("active");
  }

  @Test
  void goatTakesDownAndBackWithoutANote() {
    var account = TestAccount.create();
    for (boolean applied : new boolean[] {true, false}) {
      tool(update(account(account.did()), "{\"applied\":" + applied + "}"))
          .post("/xrpc/com.atproto.admin.updateSubjectStatus")
          .then()
          .statusCode(200)
          .body("subject.$type", equalTo("com.atproto.admin.defs#repoRef"));
      assertThat(status(account.did())).isEqualTo(applied ? "takendown" : "active");
    }
  }

  @Test
  void goatPurgesABlobAndAsksAfterIt() {
    var account = TestAccount.create();
    String cid =
        account
            .asCaller()
            .contentType("text/plain")
            .body("picture of " + account.did())
            .post("/xrpc/com.atproto.repo.uploadBlob")
            .then()
            .extract()
            .path("blob.ref.$link");
    String subject =
        "{\"$type\":\"com.atproto.admin.defs#repoBlobRef\",\"cid\":\"%s\",\"did\":\"%s\"}"
            .formatted(cid, account.did());
    for (boolean applied : new boolean[] {true, false}) {
      tool(update(subject, "{\"applied\":" + applied + "}"))
          .post("/xrpc/com.atproto.admin.updateSubjectStatus")
          .then()
          .statusCode(200);
      tool()
          .get(
              "/xrpc/com.atproto.admin.getSubjectStatus?blob=%s&did=%s"
                  .formatted(cid, account.did()))
          .then()
          .statusCode(200)
          .body("takedown.applied", equalTo(applied));
    }
  }

  @Test
  void bothResetAPassword() {
    var account = TestAccount.create();
    String password = "8hQm2XcVb7Zt4NwRk9Lp3SdF";
    tool("{ \"did\": \"" + account.did() + "\", \"password\": \"" + password + "\" }")
        .post("/xrpc/com.atproto.admin.updateAccountPassword")
        .then()
        .statusCode(200);
    given()
        .contentType("application/json")
        .body("{\"identifier\":\"" + account.handle() + "\",\"password\":\"" + password + "\"}")
        .post("/xrpc/com.atproto.server.createSession")
        .then()
        .statusCode(200);
  }

  @Test
  void bothDeleteAnAccount() {
    var account = TestAccount.create();
    tool("{\"did\": \"" + account.did() + "\"}")
        .post("/xrpc/com.atproto.admin.deleteAccount")
        .then()
        .statusCode(200);
    assertThat(status(account.did())).isEqualTo("deleted");
  }

  @Test
  void goatUpdatesAddressAndHandle() {
    var account = TestAccount.create();
    String name = "goat" + COUNT.incrementAndGet();
    tool("{\"account\":\"%s\",\"email\":\"%s@example.com\"}".formatted(account.did(), name))
        .post("/xrpc/com.atproto.admin.updateAccountEmail")
        .then()
        .statusCode(200);
    tool("{\"did\":\"%s\",\"handle\":\"%s.test\"}".formatted(account.did(), name))
        .post("/xrpc/com.atproto.admin.updateAccountHandle")
        .then()
        .statusCode(200);
    tool()
        .get("/xrpc/com.atproto.admin.getAccountInfo?did=" + account.did())
        .then()
        .body("handle", equalTo(name + ".test"))
        .body("email", equalTo(name + "@example.com"));
  }
}
