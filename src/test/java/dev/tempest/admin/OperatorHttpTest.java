package dev.tempest.admin;

import static dev.tempest.testing.TestAdmin.asAdmin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Purpose;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code _admin/*}. */
@QuarkusTest
class OperatorHttpTest {
  @Inject EmailCodes codes;

  // --- status

  @Test
  void statusHasTheShapeThatDashboardsRead() {
    var account = TestAccount.create();
    Map<String, Object> blob =
        account
            .asCaller()
            .contentType("text/plain")
            .body("picture of " + account.did())
            .post("/xrpc/com.atproto.repo.uploadBlob")
            .then()
            .extract()
            .path("blob");
    account
        .asCaller()
        .contentType("application/json")
        .body(
            Map.of(
                "repo", account.did(),
                "collection", "com.example.thing",
                "record", Map.of("$type", "com.example.thing", "attachment", blob)))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200);
    var answer = asAdmin().get("/xrpc/_admin/status").then().statusCode(200).extract().jsonPath();
    assertThat(answer.getMap("$"))
        .containsOnlyKeys(
            "status",
            "version",
            "admin",
            "storage",
            "database",
            "sequencer",
            "backup",
            "blobStore",
            "accounts");
    assertThat(answer.getString("status")).isEqualTo("ok");
    assertThat(answer.getMap("admin"))
        .containsOnly(
            Map.entry("authMethod", "admin_did_not_configured"),
            Map.entry("tokenConfigured", true));
    assertThat(answer.getMap("storage"))
        .containsOnlyKeys("dataDir", "accountDb", "sequencerDb", "writable");
    assertThat(answer.getMap("database"))
        .containsOnlyKeys("accountDb", "sequencerDb", "repoDir", "blobDir");
    for (String place : List.of("accountDb", "sequencerDb", "repoDir", "blobDir")) {
      assertThat(answer.getMap("database." + place))
          .containsOnlyKeys("path", "exists", "type", "bytes")
          .containsEntry("exists", true)
          .containsEntry("type", place.endsWith("Db") ? "file" : "directory");
      assertThat(answer.getLong("database." + place + ".bytes")).isPositive();
    }
    assertThat(answer.getLong("sequencer.currentSeq")).isPositive();
    assertThat(answer.getInt("sequencer.tornWriteCount")).isZero();
    assertThat(answer.getMap("blobStore"))
        .containsOnlyKeys("adapter", "path", "accountCount", "publicBlobCount", "sweeps")
        .containsEntry("adapter", "FileBlobStore");
    assertThat(answer.getMap("accounts.find { it.did == '" + account.did() + "' }"))
        .containsOnly(
            Map.entry("did", account.did()),
            Map.entry("handle", account.handle()),
            Map.entry("active", true),
            Map.entry("status", "active"),
            Map.entry("repoCount", 1),
            Map.entry("recordCount", 1),
            Map.entry("commitCount", 1),
            Map.entry("blobCount", 1),
            Map.entry("blobBytes", 43),
            Map.entry("missingBlobCount", 0));
    assertThat(answer.<String>getList("accounts.did")).isSorted();
  }

  // --- codes

  @Test
  void codesAreShownWithTheirPurposeAndTheLookIsAudited() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    String path = "/xrpc/_admin/codes?account=";
    asAdmin()
        .get(path + account.did())
        .then()
        .statusCode(200)
        .body("did", equalTo(account.did()))
        .body("codes", empty());
    String code = codes.issue(did, Purpose.DELETE_ACCOUNT);
    for (String id : List.of(account.did(), account.handle())) {
      Map<String, Object> shown =
          asAdmin()
              .get(path + id)
              .then()
              .statusCode(200)
              .body("codes", hasSize(1))
              .extract()
              .path("codes[0]");
      assertThat(shown)
          .containsOnlyKeys("purpose", "code", "expiresAt")
          .containsEntry("purpose", "delete_account")
          .containsEntry("code", code);
    }
    codes.consume(did, Purpose.DELETE_ACCOUNT, code);
    asAdmin().get(path + account.did()).then().body("codes", empty());
    String audit =
        asAdmin()
            .get("/xrpc/_admin/audit?subject=" + account.did())
            .then()
            .body(
                "entries.action",
                contains("_admin/codes", "_admin/codes", "_admin/codes", "_admin/codes"))
            .body("entries[1].detail.purposes", equalTo("delete_account"))
            .extract()
            .asString();
    assertThat(audit).doesNotContain(code);
  }

  @ParameterizedTest
  @CsvSource({
    "limit=1, InvalidRequest",
    "account=!, InvalidRequest",
    "account=nobody-here.test, NotFound",
    "account=did:plc:aaaaaaaaaaaaaaaaaaaaaaaa, NotFound"
  })
  void codesAreOfAnAccount(String query, String error) {
    asAdmin()
        .get("/xrpc/_admin/codes?" + query)
        .then()
        .statusCode(400)
        .body("error", equalTo(error));
  }

  // --- audit

  @Test
  void theAuditIsReadPageByPage() {
    var account = TestAccount.create();
    for (int i = 0; i < 5; i++) {
      asAdmin().get("/xrpc/_admin/codes?account=" + account.did()).then().statusCode(200);
    }
    String path = "/xrpc/_admin/audit?limit=2&subject=" + account.did();
    int seen = 0;
    String cursor = "";
    while (cursor != null) {
      var page =
          asAdmin()
              .get(path + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      seen += page.getList("entries").size();
      cursor = page.getString("cursor");
    }
    assertThat(seen).isEqualTo(5);
    Map<String, Object> entry = asAdmin().get(path).then().extract().path("entries[0]");
    assertThat(entry)
        .containsOnlyKeys("id", "at", "actor", "action", "subject", "detail")
        .containsEntry("actor", "admin")
        .containsEntry("subject", account.did());
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=501", "cursor=rubbish", "limit=x"})
  void refusesAnAuditThatCannotBe(String query) {
    asAdmin()
        .get("/xrpc/_admin/audit?" + query)
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
  }
}
