package dev.tempest.admin;

import static dev.tempest.testing.TestAdmin.asAdmin;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import dev.tempest.atproto.event.Event;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.testing.TestAccount;
import io.quarkus.mailer.MockMailbox;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the operator changes of accounts. */
@QuarkusTest
class AccountAdminHttpTest {
  private static final String UNKNOWN = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";

  @Inject Sequencer sequencer;
  @Inject MockMailbox mailbox;

  private static ValidatableResponse call(String method, Map<String, Object> body) {
    return asAdmin()
        .contentType("application/json")
        .body(body)
        .post("/xrpc/com.atproto.admin." + method)
        .then();
  }

  private static ValidatableResponse done(String method, Map<String, Object> body) {
    return call(method, body).statusCode(200).body(emptyString());
  }

  private static ValidatableResponse info(String did) {
    return asAdmin().get("/xrpc/com.atproto.admin.getAccountInfo?did=" + did).then();
  }

  private static ValidatableResponse logIn(String identifier, String password) {
    return given()
        .contentType("application/json")
        .body(Map.of("identifier", identifier, "password", password))
        .post("/xrpc/com.atproto.server.createSession")
        .then();
  }

  @Test
  void changesAnAddressByDidAndByHandle() {
    var account = TestAccount.create();
    done("updateAccountEmail", Map.of("account", account.did(), "email", "One@example.com"));
    info(account.did()).body("email", equalTo("One@example.com"));
    done("updateAccountEmail", Map.of("account", account.handle(), "email", "two@example.com"));
    info(account.did())
        .body("email", equalTo("two@example.com"))
        .body("emailConfirmedAt", nullValue());
  }

  @Test
  void refusesAnAddressThatIsNoneOrAnothers() {
    var account = TestAccount.create();
    var other = TestAccount.create();
    for (String email : new String[] {"", "nobody", other.email()}) {
      call("updateAccountEmail", Map.of("account", account.did(), "email", email))
          .statusCode(400)
          .body("error", equalTo("InvalidRequest"));
    }
    info(account.did()).body("email", equalTo(account.email()));
  }

  @Test
  void changesAHandleAndTellsSubscribers() {
    var account = TestAccount.create();
    var events = Events.of(sequencer, account.did());
    String handle = "renamed-" + account.handle();
    done("updateAccountHandle", Map.of("did", account.did(), "handle", handle));
    info(account.did()).body("handle", equalTo(handle));
    given()
        .get("/xrpc/com.atproto.identity.resolveHandle?handle=" + handle)
        .then()
        .body("did", equalTo(account.did()));
    assertThat(events.await(1)).extracting(Event::type).containsExactly("#identity");
  }

  @Test
  void refusesAHandleThatIsTakenOrNone() {
    var account = TestAccount.create();
    var other = TestAccount.create();
    call("updateAccountHandle", Map.of("did", account.did(), "handle", other.handle()))
        .statusCode(400);
    call("updateAccountHandle", Map.of("did", account.did(), "handle", "not a handle"))
        .statusCode(400);
    info(account.did()).body("handle", equalTo(account.handle()));
  }

  @Test
  void changesAPasswordAndEndsSessions() {
    var account = TestAccount.create();
    done("updateAccountPassword", Map.of("did", account.did(), "password", "another password"));
    logIn(account.handle(), account.password()).statusCode(401);
    logIn(account.handle(), "another password").statusCode(200);
    TestAccount.with(account.refreshJwt())
        .post("/xrpc/com.atproto.server.refreshSession")
        .then()
        .statusCode(400)
        .body("error", equalTo("ExpiredToken"));
  }

  @Test
  void givesAPasswordToAnAccountThatHasNoneLeft() {
    var account = TestAccount.create();
    asAdmin()
        .contentType("application/json")
        .body(Map.of("account", account.did()))
        .post("/xrpc/com.atproto.temp.revokeAccountCredentials")
        .then()
        .statusCode(200);
    logIn(account.handle(), account.password()).statusCode(401);
    done("updateAccountPassword", Map.of("did", account.did(), "password", "another password"));
    logIn(account.handle(), "another password").statusCode(200);
  }

  @Test
  void refusesAPasswordThatNobodyShouldHave() {
    var account = TestAccount.create();
    for (String password : new String[] {"", "short", "x".repeat(257)}) {
      call("updateAccountPassword", Map.of("did", account.did(), "password", password))
          .statusCode(400)
          .body("error", equalTo("InvalidPassword"));
    }
    logIn(account.handle(), account.password()).statusCode(200);
  }

  @Test
  void deletesAnAccountForGood() {
    var account = TestAccount.create();
    var events = Events.of(sequencer, account.did());
    done("deleteAccount", Map.of("did", account.did()));
    info(account.did()).statusCode(400).body("error", equalTo("NotFound"));
    logIn(account.handle(), account.password()).statusCode(401);
    given()
        .get("/xrpc/com.atproto.sync.getRepoStatus?did=" + account.did())
        .then()
        .statusCode(200)
        .body("active", equalTo(false))
        .body("status", equalTo("deleted"));
    assertThat(events.await(1))
        .containsExactly(
            new Event.Account(new dev.tempest.atproto.syntax.Did(account.did()), false, "deleted"));
    done("deleteAccount", Map.of("did", account.did())); // a second time does no harm
  }

  @Test
  void letsAnAccountRestAndReturnAlsoUnderATakedown() {
    var account = TestAccount.create();
    Map<String, Object> subject =
        Map.of("$type", "com.atproto.admin.defs#repoRef", "did", account.did());
    var events = Events.of(sequencer, account.did());
    Map<String, Object> yes = Map.of("applied", true);
    Map<String, Object> no = Map.of("applied", false);
    call("updateSubjectStatus", Map.of("subject", subject, "deactivated", yes)).statusCode(200);
    assertThat(status(account.did())).isEqualTo("deactivated");
    call("updateSubjectStatus", Map.of("subject", subject, "takedown", yes)).statusCode(200);
    assertThat(status(account.did())).isEqualTo("takendown");
    call("updateSubjectStatus", Map.of("subject", subject, "deactivated", no)).statusCode(400);
    call("updateSubjectStatus", Map.of("subject", subject, "takedown", no)).statusCode(200);
    assertThat(status(account.did())).isEqualTo("deactivated");
    call("updateSubjectStatus", Map.of("subject", subject, "deactivated", no)).statusCode(200);
    assertThat(status(account.did())).isNull();
    assertThat(events.await(6))
        .extracting(Event::type)
        .containsExactly("#account", "#account", "#account", "#account", "#identity", "#sync");
  }

  private static @Nullable String status(String did) {
    return given()
        .get("/xrpc/com.atproto.sync.getRepoStatus?did=" + did)
        .then()
        .statusCode(200)
        .extract()
        .path("status");
  }

  @Test
  void deletesOneThatIsTakenDown() {
    var account = TestAccount.create();
    call(
            "updateSubjectStatus",
            Map.of(
                "subject",
                Map.of("$type", "com.atproto.admin.defs#repoRef", "did", account.did()),
                "takedown",
                Map.of("applied", true)))
        .statusCode(200);
    done("deleteAccount", Map.of("did", account.did()));
    info(account.did()).statusCode(400);
  }

  @Test
  void writesToAnAccountAndKeepsTheCommentToItself() {
    var account = TestAccount.create();
    call(
            "sendEmail",
            Map.of(
                "recipientDid", account.did(),
                "senderDid", account.did(),
                "subject", "About your account",
                "content", "It is a nice one.",
                "comment", "case 7"))
        .statusCode(200)
        .body("sent", equalTo(true));
    var letter = mailbox.getMailsSentTo(account.email()).getLast();
    assertThat(letter.getSubject()).isEqualTo("About your account");
    assertThat(letter.getText()).contains("It is a nice one.").doesNotContain("case 7");
    asAdmin()
        .get("/xrpc/_admin/audit?subject=" + account.did())
        .then()
        .body("entries[0].action", equalTo("com.atproto.admin.sendEmail"))
        .body("entries[0].detail.comment", equalTo("case 7"))
        .body("entries[0].detail.content", nullValue());
    call(
            "sendEmail",
            Map.of("recipientDid", UNKNOWN, "senderDid", account.did(), "content", "hello"))
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deleteAccount | {'did':'%s'}",
        "updateAccountEmail | {'account':'%s','email':'a@example.com'}",
        "updateAccountEmail | {'account':'nobody-here.test','email':'a@example.com'}",
        "updateAccountHandle | {'did':'%s','handle':'somebody-new.test'}",
        "updateAccountPassword | {'did':'%s','password':'a long password'}",
        "updateAccountSigningKey | {'did':'%s','signingKey':'did:key:zQ3shXjHeiBuRCKmM36cuYnm7YEMzhGnCmCyW92sRJ9pribSF'}"
      })
  void strangersAreNotFound(String method, String body) {
    asAdmin()
        .contentType("application/json")
        .body(body.formatted(UNKNOWN).replace('\'', '"'))
        .post("/xrpc/com.atproto.admin." + method)
        .then()
        .statusCode(400)
        .body("error", equalTo("NotFound"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deleteAccount | {}",
        "deleteAccount | {'did':'nobody'}",
        "updateAccountEmail | {'account':'!','email':'a@example.com'}",
        "updateAccountEmail | {'email':'a@example.com'}",
        "updateAccountHandle | {'did':'did:plc:a'}",
        "updateAccountPassword | {'did':'did:plc:a','password':7}",
        "updateAccountSigningKey | {'did':'did:plc:a'}",
        "sendEmail | {'recipientDid':'did:plc:a','content':'hello'}",
        "sendEmail | []",
        "deleteAccount | {"
      })
  void inputThatMakesNoSenseIsRefused(String method, String body) {
    asAdmin()
        .contentType("application/json")
        .body(body.replace('\'', '"'))
        .post("/xrpc/com.atproto.admin." + method)
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
  }

  @Test
  void isAuditedWithoutSecrets() {
    var account = TestAccount.create();
    String secret = "a password that nobody should read";
    done("updateAccountPassword", Map.of("did", account.did(), "password", secret));
    done("updateAccountEmail", Map.of("account", account.did(), "email", "secret@example.com"));
    call("updateAccountHandle", Map.of("did", account.did(), "handle", "nowhere.example.com"))
        .statusCode(400);
    String audit =
        asAdmin()
            .get("/xrpc/_admin/audit?subject=" + account.did())
            .then()
            .statusCode(200)
            .body(
                "entries.action",
                hasItems(
                    "com.atproto.admin.updateAccountPassword",
                    "com.atproto.admin.updateAccountEmail"))
            .body("entries[0].detail.handle", equalTo("nowhere.example.com"))
            .extract()
            .asString();
    assertThat(audit).doesNotContain(secret, "secret@example.com").contains("\"refused\"");
  }
}
