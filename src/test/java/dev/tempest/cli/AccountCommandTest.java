package dev.tempest.cli;

import static dev.tempest.testing.TestAdmin.asAdmin;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Purpose;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code tempest account}. */
@QuarkusTest
class AccountCommandTest {
  @Inject CommandRig rig;
  @Inject EmailCodes codes;

  private static int login(String identifier, String password) {
    return given()
        .contentType("application/json")
        .body(Map.of("identifier", identifier, "password", password))
        .post("/xrpc/com.atproto.server.createSession")
        .statusCode();
  }

  private static void assertAudited(String did, String action) {
    asAdmin()
        .get("/xrpc/_admin/audit?subject=" + did)
        .then()
        .body("entries[0].actor", equalTo("cli"))
        .body("entries[0].action", equalTo(action))
        .body("entries[0].detail.refused", nullValue());
  }

  @Test
  void showsOpenCodesAndLeavesATrace() {
    var account = TestAccount.create();
    String code = codes.issue(new Did(account.did()), Purpose.RESET_PASSWORD);
    var byHandle = rig.run("account", "codes", account.handle());
    assertThat(byHandle.exit()).isEqualTo(ExitCode.DONE);
    assertThat(byHandle.out()).matches("reset_password " + code + " \\(good for \\d+ s\\)\\R");
    var json = rig.run("account", "codes", account.did(), "--json").json();
    assertThat(json.at("/codes/0/code").asText()).isEqualTo(code);
    assertThat(json.at("/codes/0/purpose").asText()).isEqualTo("reset_password");
    assertAudited(account.did(), "account codes");
    asAdmin()
        .get("/xrpc/_admin/audit?subject=" + account.did())
        .then()
        .body("entries[0].detail.purposes", equalTo("reset_password"));
  }

  @Test
  void saysWhenThereIsNoneAndWhenThereIsNobody() {
    var account = TestAccount.create();
    var none = rig.run("account", "codes", account.did());
    assertThat(none.exit()).isEqualTo(ExitCode.DONE);
    assertThat(none.out()).contains("no open codes");
    for (String nobody :
        new String[] {"nobody-here.test", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "!"}) {
      var outcome = rig.run("account", "codes", nobody);
      assertThat(outcome.exit()).isEqualTo(ExitCode.NOT_FOUND);
      assertThat(outcome.err()).contains("no such account: " + nobody);
    }
    assertThat(rig.run("account", "codes").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void listsAndShows() {
    var account = TestAccount.create();
    var listed = rig.run("account", "list", account.handle().toUpperCase(), "--json").json();
    assertThat(listed.path("accounts")).hasSize(1);
    assertThat(listed.at("/accounts/0/did").asText()).isEqualTo(account.did());
    assertThat(listed.at("/accounts/0/status").asText()).isEqualTo("active");
    assertThat(listed.at("/accounts/0/repoBytes").asLong()).isPositive();
    assertThat(rig.run("account", "list", account.email()).out())
        .contains("HANDLE", account.did(), "1 account");
    assertThat(rig.run("account", "list", account.did(), "--status", "takendown").out())
        .contains("0 accounts");
    assertThat(rig.run("account", "list", "--status", "odd").exit()).isEqualTo(ExitCode.USAGE);

    var shown = rig.run("account", "show", account.handle(), "--json").json();
    assertThat(shown.path("email").asText()).isEqualTo(account.email());
    assertThat(shown.path("signingKey").asText()).startsWith("did:key:z");
    assertThat(shown.path("head").asText()).startsWith("bafy");
    assertThat(shown.path("missingBlobs").asLong()).isZero();
    assertThat(rig.run("account", "show", account.did()).out()).contains(account.handle());
  }

  @Test
  void createsAccountsThatCanLogIn() {
    var password = Map.of("password", "a password by the operator");
    var made =
        rig.run(password, "account", "create", "hostmaster.test", "--email", "p@example.com");
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(made.out()).contains("did:plc:").doesNotContain("password");
    assertThat(login("hostmaster.test", "a password by the operator")).isEqualTo(200);

    var again =
        rig.run(password, "account", "create", "hostmaster.test", "--email", "q@example.com");
    assertThat(again.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(again.err()).contains("Handle already taken");
    for (String wrong : new String[] {"x.test", "nodomain.example.com", "not a handle"}) {
      assertThat(rig.run(password, "account", "create", wrong, "--email", "r@example.com").exit())
          .isEqualTo(ExitCode.FAILED);
    }
    var generated =
        rig.run(
            "account",
            "create",
            "generated.test",
            "--email",
            "g@example.com",
            "--generate",
            "--json");
    assertThat(login("generated.test", generated.json().path("password").asText())).isEqualTo(200);
    assertThat(rig.run("account", "create", "third.test", "--email", "t@example.com").exit())
        .as("without a password")
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void resetsPasswords() {
    var account = TestAccount.create();
    var reset = rig.run("account", "reset-password", account.handle(), "--generate", "--json");
    assertThat(login(account.handle(), account.password())).isEqualTo(401);
    assertThat(login(account.handle(), reset.json().path("password").asText())).isEqualTo(200);
    assertAudited(account.did(), "account reset-password");
    var tooShort =
        rig.run(Map.of("password", "short"), "account", "reset-password", account.handle());
    assertThat(tooShort.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(tooShort.err()).contains("at least 8");
  }

  @Test
  void takesDownAndBringsBack() {
    var account = TestAccount.create();
    assertThat(rig.run("account", "takedown", account.did(), "--note", "spam").exit()).isZero();
    assertAudited(account.did(), "account takedown");
    var shown = rig.run("account", "show", account.did(), "--json").json();
    assertThat(shown.path("status").asText()).isEqualTo("takendown");
    assertThat(shown.path("takedown").asText()).isEqualTo("spam");
    assertThat(rig.run("account", "untakedown", account.did()).out()).contains("active again");
    assertAudited(account.did(), "account untakedown");
    assertThat(rig.run("account", "untakedown", account.did()).exit()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void deletesForGood() {
    var account = TestAccount.create();
    assertThat(rig.run("account", "delete", account.handle(), "--yes").out()).contains("is erased");
    assertAudited(account.did(), "account delete");
    assertThat(rig.run("account", "show", account.did()).exit()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(login(account.handle(), account.password())).isEqualTo(401);
  }

  @Test
  void makesInviteCodes() {
    var account = TestAccount.create();
    var made =
        rig.run(
            "account",
            "invite",
            "--count",
            "2",
            "--uses",
            "3",
            "--for",
            account.handle(),
            "--json");
    assertThat(made.json().path("codes")).hasSize(2);
    assertThat(made.json().path("account").asText()).isEqualTo(account.did());
    assertThat(rig.run("account", "invite").out()).matches("\\S+-\\w{5}-\\w{5}\\R");
    assertThat(rig.run("account", "invite", "--uses", "0").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void setsQuotasThatUploadsAreHeldTo() {
    var account = TestAccount.create();
    upload(account, 600).then().statusCode(200);
    assertThat(rig.run("account", "quota", account.did()).out())
        .isEqualTo(account.handle() + " uses 600 B in 1 blobs, and may use what fits\n");
    var set = rig.run("account", "quota", account.did(), "--set", "1000", "--json");
    assertThat(set.json().path("quota").asLong()).isEqualTo(1000);
    assertAudited(account.did(), "account quota");
    upload(account, 401).then().statusCode(400).body("error", equalTo("BlobQuotaExceeded"));
    String one = "accounts.find { it.did == '" + account.did() + "' }.";
    asAdmin()
        .get("/xrpc/_admin/status")
        .then()
        .body(one + "blobBytes", equalTo(600))
        .body(one + "blobQuota", equalTo(1000));
    assertThat(rig.run("account", "quota", account.did(), "--set", "default").out())
        .contains("what fits");
    upload(account, 401).then().statusCode(200);
    assertThat(rig.run("account", "quota", account.did(), "--set", "much").exit())
        .isEqualTo(ExitCode.USAGE);
    assertThat(rig.run("account", "quota", "nobody.test").exit()).isEqualTo(ExitCode.NOT_FOUND);
  }

  private static Response upload(TestAccount account, int bytes) {
    return account
        .asCaller()
        .contentType("text/plain")
        .body(new byte[bytes])
        .post("/xrpc/com.atproto.repo.uploadBlob");
  }
}
