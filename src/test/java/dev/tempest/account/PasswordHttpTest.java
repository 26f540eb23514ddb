package dev.tempest.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.fault.Refusal;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Purpose;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PasswordHttpTest {
  private static final String ASK = "/xrpc/com.atproto.server.requestPasswordReset";
  private static final String RESET = "/xrpc/com.atproto.server.resetPassword";
  private static final String NEW = "a new password";

  @Inject Mailbox mailbox;
  @Inject EmailCodes codes;
  @Inject AccountDatabase accounts;
  @Inject StatusOfAccount status;
  @Inject PasswordChange passwords;

  private static ValidatableResponse post(String method, Object body) {
    return given().contentType("application/json").body(body).post(method).then();
  }

  private static ValidatableResponse ask(String email) {
    return post(ASK, Map.of("email", email));
  }

  private static ValidatableResponse reset(String token, String password) {
    return post(RESET, Map.of("token", token, "password", password));
  }

  private static ValidatableResponse logIn(TestAccount account, String password) {
    return post(
        "/xrpc/com.atproto.server.createSession",
        Map.of("identifier", account.did(), "password", password));
  }

  private static ValidatableResponse refresh(TestAccount account) {
    return TestAccount.with(account.refreshJwt())
        .post("/xrpc/com.atproto.server.refreshSession")
        .then();
  }

  private static void done(ValidatableResponse answer) {
    answer.statusCode(200).body(equalTo(""));
  }

  private static void refused(ValidatableResponse answer, int status, String error) {
    answer.statusCode(status).body("$", aMapWithSize(2)).body("error", equalTo(error));
  }

  private void run(String sql) {
    accounts
        .database()
        .write(
            tx -> {
              try (var statement = tx.createStatement()) {
                return statement.executeUpdate(sql);
              }
            });
  }

  @Test
  void setsANewPasswordAndEndsTheSessions() {
    var account = TestAccount.create();
    run(
        "INSERT INTO app_password (did, name, hash, privileged, created_at) VALUES ('"
            + account.did()
            + "', 'phone', '-', 0, 0)");
    done(ask(account.email().toLowerCase(Locale.ROOT)));
    String code = mailbox.code(account.email(), "Reset");
    done(reset(code.toLowerCase(Locale.ROOT).replace("-", ""), NEW));
    refused(logIn(account, account.password()), 401, "AuthenticationRequired");
    logIn(account, NEW).statusCode(200);
    refused(refresh(account), 400, "ExpiredToken");
    refused(reset(code, NEW), 400, "InvalidToken");
    assertThat(appPasswords(account)).isEqualTo(1);
  }

  private int appPasswords(TestAccount account) {
    return accounts
        .database()
        .read(
            connection -> {
              try (var statement = connection.createStatement();
                  var row =
                      statement.executeQuery(
                          "SELECT count(*) FROM app_password WHERE did = '"
                              + account.did()
                              + "'")) {
                return row.getInt(1);
              }
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody-at-all@example.com", "not an address", "", "did:plc:x", "é@é"})
  void doesNotTellWhoIsThere(String email) {
    long start = System.nanoTime();
    done(ask(email));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(349));
  }

  @Test
  void takesAsLongForAnAddressThatIsThere() {
    var account = TestAccount.create();
    long start = System.nanoTime();
    done(ask(account.email()));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(349));
  }

  @Test
  void refusesOldAndWrongCodesAndBadPasswords() {
    var account = TestAccount.create();
    refused(reset("AAAAA-AAAAA", NEW), 400, "InvalidToken");
    refused(reset("", NEW), 400, "InvalidToken");
    done(ask(account.email()));
    String code = mailbox.code(account.email(), "Reset");
    refused(reset(code, "short"), 400, "InvalidPassword");
    refused(reset(code, "x".repeat(257)), 400, "InvalidPassword");
    run("UPDATE email_code SET created_at = created_at - 900 WHERE did = '" + account.did() + "'");
    refused(reset(code, NEW), 400, "ExpiredToken");
    logIn(account, account.password()).statusCode(200);
  }

  @Test
  void aCodeForSomethingElseDoesNotDo() {
    var account = TestAccount.create();
    String code = codes.issue(new Did(account.did()), Purpose.DELETE_ACCOUNT);
    refused(reset(code, NEW), 400, "InvalidToken");
  }

  @Test
  void worksForAccountsThatAreNotActive() {
    var account = TestAccount.create();
    status.set(new Did(account.did()), AccountStatus.DEACTIVATED);
    done(ask(account.email()));
    done(reset(mailbox.code(account.email(), "Reset"), NEW));
    logIn(account, NEW).statusCode(200);
  }

  @Test
  void theOperatorChangesAPasswordWithoutACode() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    String code = codes.issue(did, Purpose.RESET_PASSWORD);
    passwords.change(did, NEW);
    logIn(account, NEW).statusCode(200);
    refused(refresh(account), 400, "ExpiredToken");
    refused(reset(code, "another password"), 400, "InvalidToken");
    assertThatThrownBy(() -> passwords.change(new Did("did:plc:nobody"), NEW))
        .isInstanceOf(Refusal.Invalid.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"email\":5}", "[]", "{\"token\":null}", "x"})
  void refusesRubbish(String body) {
    refused(post(ASK, body), 400, "InvalidRequest");
    refused(post(RESET, body), 400, "InvalidRequest");
  }
}
