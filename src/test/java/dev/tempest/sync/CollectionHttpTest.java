package dev.tempest.sync;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.tempest.account.StatusOfAccount;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code com.atproto.sync.listReposByCollection}. */
@QuarkusTest
class CollectionHttpTest {
  private static final String PATH = "/xrpc/com.atproto.sync.listReposByCollection";

  @Inject StatusOfAccount statuses;

  private static TestAccount with(String collection) {
    var account = TestAccount.create();
    account
        .asCaller()
        .contentType("application/json")
        .body(
            Map.of(
                "repo",
                account.did(),
                "collection",
                collection,
                "rkey",
                "one",
                "record",
                Map.of("$type", collection)))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200);
    return account;
  }

  private static JsonPath list(Map<String, ?> parameters) {
    return given().queryParams(parameters).get(PATH).then().statusCode(200).extract().jsonPath();
  }

  @Test
  void listsActiveAccountsThatHaveRecordsOfTheKind() {
    String collection = "com.example.collected";
    var first = with(collection);
    TestAccount.create();
    var second = with(collection);
    var inactive = with(collection);
    statuses.set(new Did(inactive.did()), AccountStatus.DEACTIVATED);
    var emptied = with(collection);
    emptied
        .asCaller()
        .contentType("application/json")
        .body(Map.of("repo", emptied.did(), "collection", collection, "rkey", "one"))
        .post("/xrpc/com.atproto.repo.deleteRecord")
        .then()
        .statusCode(200);
    given()
        .queryParam("collection", collection)
        .get(PATH)
        .then()
        .statusCode(200)
        .body("$", aMapWithSize(1))
        .body("repos", hasSize(2))
        .body("repos[0]", aMapWithSize(1));
    var found = new ArrayList<String>();
    var page = list(Map.of("collection", collection, "limit", 1));
    while (true) {
      found.addAll(page.getList("repos.did"));
      if (page.getString("cursor") == null) {
        break;
      }
      page = list(Map.of("collection", collection, "limit", 1, "cursor", page.getString("cursor")));
    }
    assertThat(found).containsExactlyInAnyOrder(first.did(), second.did());
  }

  @Test
  void knowsNobodyForOtherKinds() {
    assertThat(list(Map.of("collection", "com.example.never")).getList("repos"))
        .isEqualTo(List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "limit=5, Missing required parameter: collection",
    "collection=nonsense, must be a valid nsid",
    "collection=a.b.c&limit=0, limit",
    "collection=a.b.c&limit=2001, limit",
    "collection=a.b.c&cursor=x, Malformed cursor"
  })
  void refusesBadParameters(String query, String message) {
    given()
        .get(PATH + "?" + query)
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"))
        .body("message", containsString(message));
  }
}
