package dev.tempest.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Letters;
import dev.tempest.mail.MailService;
import dev.tempest.mail.Purpose;
import dev.tempest.testing.TestAccount;
import io.quarkus.mailer.MockMailbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With e-mail switched off every way goes on, with the code that the operator tells. */
@QuarkusTest
@TestProfile(WithoutMailHttpTest.WithoutMail.class)
class WithoutMailHttpTest {
  private static final String SERVER = "/xrpc/com.atproto.server.";

  /** As a server is that sets no variable of e-mail. */
  public static final class WithoutMail implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("tempest.smtp.enabled", "false");
    }
  }

  @Inject EmailCodes codes;
  @Inject MailService mail;
  @Inject Letters letters;
  @Inject MockMailbox mailbox;

  private String told(TestAccount account, Purpose purpose) {
    return codes.find(new Did(account.did()), purpose).orElseThrow().code();
  }

  private static void post(String method, Object body) {
    given().contentType("application/json").body(body).post(SERVER + method).then().statusCode(200);
  }

  @Test
  void theOperatorHasTheCodes() {
    var account = TestAccount.create();
    post("requestPasswordReset", Map.of("email", account.email()));
    post(
        "resetPassword",
        Map.of("token", told(account, Purpose.RESET_PASSWORD), "password", "a new password"));
    account.asCaller().post(SERVER + "requestEmailConfirmation").then().statusCode(200);
    account
        .asCaller()
        .contentType("application/json")
        .body(Map.of("email", account.email(), "token", told(account, Purpose.CONFIRM_EMAIL)))
        .post(SERVER + "confirmEmail")
        .then()
        .statusCode(200);
    account
        .asCaller()
        .post(SERVER + "requestEmailUpdate")
        .then()
        .statusCode(200)
        .body("tokenRequired", is(true));
    assertThat(told(account, Purpose.UPDATE_EMAIL)).isNotBlank();
    account.asCaller().post(SERVER + "requestAccountDelete").then().statusCode(200);
    String code = told(account, Purpose.DELETE_ACCOUNT);
    post(
        "deleteAccount", Map.of("did", account.did(), "password", "a new password", "token", code));
    assertThat(mailbox.getTotalMessagesSent()).isZero();
  }

  @Test
  void nobodyIsAskedToConfirm() {
    var account = TestAccount.create();
    account
        .asCaller()
        .get(SERVER + "getSession")
        .then()
        .statusCode(200)
        .body("email", equalTo(account.email()))
        .body("emailConfirmed", is(true));
    account
        .asCaller()
        .post(SERVER + "requestEmailUpdate")
        .then()
        .statusCode(200)
        .body("tokenRequired", is(false));
  }

  @Test
  void whatTheOperatorWritesIsNotSent() {
    assertThat(mail.send(letters.ofOperator("a@example.com", "Hello", "there"))).isFalse();
  }
}
