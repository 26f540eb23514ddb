package dev.tempest.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Purpose;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class EmailHttpTest {
  private static final String ASK_CONFIRM = "/xrpc/com.atproto.server.requestEmailConfirmation";
  private static final String CONFIRM = "/xrpc/com.atproto.server.confirmEmail";
  private static final String ASK_UPDATE = "/xrpc/com.atproto.server.requestEmailUpdate";
  private static final String UPDATE = "/xrpc/com.atproto.server.updateEmail";

  @Inject Mailbox mailbox;
  @Inject EmailCodes codes;
  @Inject AccountDatabase accounts;
  @Inject StatusOfAccount status;
  @Inject EmailChange emails;

  private static ValidatableResponse post(TestAccount account, String method, Object body) {
    return account.asCaller().contentType("application/json").body(body).post(method).then();
  }

  private static ValidatableResponse confirm(TestAccount account, String email, String token) {
    return post(account, CONFIRM, Map.of("email", email, "token", token));
  }

  private static void done(ValidatableResponse answer) {
    answer.statusCode(200).body(equalTo(""));
  }

  private static void refused(ValidatableResponse answer, int status, String error) {
    answer.statusCode(status).body("$", aMapWithSize(2)).body("error", equalTo(error));
  }

  private static void assertSession(TestAccount account, String email, boolean confirmed) {
    account
        .asCaller()
        .get("/xrpc/com.atproto.server.getSession")
        .then()
        .statusCode(200)
        .body("email", equalTo(email))
        .body("emailConfirmed", is(confirmed));
  }

  /** An account whose e-mail address is confirmed. */
  private TestAccount confirmed() {
    var account = TestAccount.create();
    done(account.asCaller().post(ASK_CONFIRM).then());
    done(confirm(account, account.email(), mailbox.code(account.email(), "Confirm")));
    return account;
  }

  private void expire(TestAccount account) {
    accounts
        .database()
        .write(
            tx -> {
              try (var statement = tx.createStatement()) {
                return statement.executeUpdate(
                    "UPDATE email_code SET created_at = created_at - 900 WHERE did = '"
                        + account.did()
                        + "'");
              }
            });
  }

  @Test
  void confirmsTheAddress() {
    var account = TestAccount.create();
    assertSession(account, account.email(), false);
    done(account.asCaller().post(ASK_CONFIRM).then());
    String code = mailbox.code(account.email(), "Confirm");
    done(confirm(account, account.email().toUpperCase(Locale.ROOT), code.toLowerCase(Locale.ROOT)));
    assertSession(account, account.email(), true);
    refused(confirm(account, account.email(), code), 400, "InvalidToken");
  }

  @Test
  void confirmsOnlyTheAccountsOwnAddressInTime() {
    var account = TestAccount.create();
    refused(confirm(account, account.email(), "AAAAA-AAAAA"), 400, "InvalidToken");
    done(account.asCaller().post(ASK_CONFIRM).then());
    String code = mailbox.code(account.email(), "Confirm");
    refused(confirm(account, "other@example.com", code), 400, "InvalidEmail");
    refused(confirm(TestAccount.create(), "other@example.com", code), 400, "InvalidEmail");
    var other = TestAccount.create();
    refused(confirm(other, other.email(), code), 400, "InvalidToken");
    expire(account);
    refused(confirm(account, account.email(), code), 400, "ExpiredToken");
    assertSession(account, account.email(), false);
    status.set(new Did(account.did()), AccountStatus.DELETED);
    refused(confirm(account, account.email(), code), 403, "AccountNotFound");
  }

  @Test
  void sendsTheSameCodeAgain() {
    var account = TestAccount.create();
    done(account.asCaller().post(ASK_CONFIRM).then());
    String code = mailbox.code(account.email(), "Confirm");
    done(account.asCaller().post(ASK_CONFIRM).then());
    assertThat(mailbox.count(account.email())).isEqualTo(2);
    assertThat(mailbox.code(account.email(), "Confirm")).isEqualTo(code);
    assertThat(codes.find(new Did(account.did()), Purpose.CONFIRM_EMAIL).orElseThrow().code())
        .isEqualTo(code);
  }

  @Test
  void changesAnUnconfirmedAddressWithoutACode() {
    var account = TestAccount.create();
    account
        .asCaller()
        .post(ASK_UPDATE)
        .then()
        .statusCode(200)
        .body("$", aMapWithSize(1))
        .body("tokenRequired", is(false));
    assertThat(mailbox.count(account.email())).isZero();
    String email = "New." + account.email();
    done(post(account, UPDATE, Map.of("email", email, "emailAuthFactor", false)));
    assertSession(account, email, false);
  }

  @Test
  void changesAConfirmedAddressWithACodeOnly() {
    var account = confirmed();
    String email = "new-" + account.email();
    refused(post(account, UPDATE, Map.of("email", email)), 400, "TokenRequired");
    refused(
        post(account, UPDATE, Map.of("email", email, "token", "AAAAA-AAAAA")), 400, "InvalidToken");
    account.asCaller().post(ASK_UPDATE).then().statusCode(200).body("tokenRequired", is(true));
    String code = mailbox.code(account.email(), "Change");
    refused(
        post(account, UPDATE, Map.of("email", "not an address", "token", code)),
        400,
        "InvalidRequest");
    assertSession(account, account.email(), true);
    done(post(account, UPDATE, Map.of("email", email, "token", code)));
    assertSession(account, email, false);
    done(account.asCaller().post(ASK_CONFIRM).then());
    done(confirm(account, email, mailbox.code(email, "Confirm")));
    assertSession(account, email, true);
  }

  @Test
  void anExpiredCodeChangesNothing() {
    var account = confirmed();
    account.asCaller().post(ASK_UPDATE).then().statusCode(200);
    String code = mailbox.code(account.email(), "Change");
    expire(account);
    var change = Map.of("email", "x-" + account.email(), "token", code);
    refused(post(account, UPDATE, change), 400, "ExpiredToken");
    assertSession(account, account.email(), true);
  }

  @Test
  void anAddressIsOneAccounts() {
    var holder = TestAccount.create();
    var account = TestAccount.create();
    var change = Map.of("email", holder.email().toLowerCase(Locale.ROOT));
    post(account, UPDATE, change)
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"))
        .body(
            "message",
            equalTo("This email address is already in use, please use a different email."));
    done(post(holder, UPDATE, change));
    assertSession(holder, holder.email().toLowerCase(Locale.ROOT), false);
  }

  @Test
  void codesDoNotOutliveTheAddressTheyWentTo() {
    var account = TestAccount.create();
    done(account.asCaller().post(ASK_CONFIRM).then());
    String code = mailbox.code(account.email(), "Confirm");
    emails.change(new Did(account.did()), "moved-" + account.email());
    refused(confirm(account, "moved-" + account.email(), code), 400, "InvalidToken");
    assertThat(codes.list(new Did(account.did()))).isEmpty();
  }

  @Test
  void aSecondFactorIsRefusedRatherThanForgotten() {
    var account = TestAccount.create();
    var change = Map.of("email", account.email(), "emailAuthFactor", true);
    refused(post(account, UPDATE, change), 400, "InvalidRequest");
  }

  @ParameterizedTest
  @ValueSource(strings = {ASK_CONFIRM, CONFIRM, ASK_UPDATE, UPDATE})
  void needsASession(String method) {
    var body = Map.of("email", "a@example.com", "token", "AAAAA-AAAAA");
    refused(
        given().contentType("application/json").body(body).post(method).then(),
        401,
        "AuthenticationRequired");
    var account = TestAccount.create();
    status.set(new Did(account.did()), AccountStatus.TAKENDOWN);
    refused(post(account, method, body), 401, "AccountTakedown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"email\":5}", "[]", "{\"email\":null,\"token\":null}", "x"})
  void refusesRubbish(String body) {
    var account = TestAccount.create();
    refused(post(account, UPDATE, body), 400, "InvalidRequest");
    refused(post(account, CONFIRM, body), 400, "InvalidRequest");
  }
}
