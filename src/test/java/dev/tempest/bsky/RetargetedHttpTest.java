package dev.tempest.bsky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.testing.FakeService;
import dev.tempest.testing.ServiceToken;
import dev.tempest.testing.TestAccount;
import dev.tempest.testing.WithServices;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods whose token, or whose way, is another than that of most. */
@QuarkusTest
@TestProfile(WithServices.class)
class RetargetedHttpTest {
  private static final String GET_RECORD = "com.atproto.repo.getRecord";
  private static final String GET_FEED = "app.bsky.feed.getFeed";
  private static final String FEED =
      "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.generator/cats";

  private FakeService appView;
  private FakeService stranger;
  private TestAccount account;

  @BeforeEach
  void start() {
    appView = new FakeService(WithServices.appViewPort());
    stranger = new FakeService(0);
    account = TestAccount.create();
  }

  @AfterEach
  void stop() {
    appView.close();
    stranger.close();
  }

  @Test
  void givesAFeedsTokenToItsGenerator() {
    appView.answer(
        GET_RECORD,
        "{\"uri\": \"%s\", \"value\": {\"did\": \"did:web:feeds.example.com\"}}".formatted(FEED));
    appView.answer(GET_FEED, "{\"feed\": []}");
    account
        .asCaller()
        .queryParam("feed", FEED)
        .get("/xrpc/" + GET_FEED)
        .then()
        .statusCode(200)
        .body("feed", org.hamcrest.Matchers.empty());
    var token = ServiceToken.parse(appView.last(GET_FEED).token());
    assertThat(token.claim("aud")).isEqualTo("did:web:feeds.example.com");
    assertThat(token.claim("lxm")).isEqualTo("app.bsky.feed.getFeedSkeleton");
  }

  @Test
  void refusesFeedsThatAreNone() {
    account.asCaller().get("/xrpc/" + GET_FEED).then().statusCode(400);
    appView.answer(GET_RECORD, "{\"uri\": \"%s\", \"value\": {}}".formatted(FEED));
    account
        .asCaller()
        .queryParam("feed", FEED)
        .get("/xrpc/" + GET_FEED)
        .then()
        .statusCode(400)
        .body("error", equalTo("UnknownFeed"));
  }

  private static Map<String, String> push(String service) {
    return Map.of("serviceDid", service, "token", "t", "platform", "ios", "appId", "a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"registerPush", "unregisterPush"})
  void registersForPushWhereTheInputSays(String name) {
    String method = "app.bsky.notification." + name;
    appView.on(method, (request, _) -> request.response().end());
    stranger.on(method, (request, _) -> request.response().end());
    for (FakeService service : new FakeService[] {appView, stranger}) {
      account
          .asCaller()
          .header("atproto-proxy", appView.did() + "#bsky_appview")
          .contentType("application/json")
          .body(push(service.did()))
          .post("/xrpc/" + method)
          .then()
          .statusCode(200);
      var seen = service.last(method);
      assertThat(seen.body()).contains("\"token\"");
      var token = ServiceToken.parse(seen.token());
      assertThat(token.claim("aud")).isEqualTo(service.did());
      assertThat(token.claim("lxm")).isEqualTo(method);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"serviceDid\": \"did:web:10.0.0.1\"}",
        "{\"serviceDid\": \"nonsense\"}",
        "{\"serviceDid\": 5}",
        "{",
        ""
      })
  void refusesToRegisterAtNobody(String body) {
    account
        .asCaller()
        .contentType("application/json")
        .body(body)
        .post("/xrpc/app.bsky.notification.registerPush")
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
  }

  @Test
  void leavesOtherServicesPreferencesToThem() {
    stranger.answer("app.bsky.actor.getPreferences", "{\"preferences\": [{\"$type\": \"x.y#z\"}]}");
    stranger.on("app.bsky.actor.putPreferences", (request, _) -> request.response().end());
    account
        .asCaller()
        .header("atproto-proxy", stranger.did() + "#bsky_appview")
        .get("/xrpc/app.bsky.actor.getPreferences")
        .then()
        .statusCode(200)
        .body("preferences[0].$type", equalTo("x.y#z"));
    account
        .asCaller()
        .header("atproto-proxy", stranger.did() + "#bsky_appview")
        .contentType("application/json")
        .body("{\"preferences\": [{\"$type\": \"x.y#z\"}]}")
        .post("/xrpc/app.bsky.actor.putPreferences")
        .then()
        .statusCode(200);
    assertThat(stranger.last("app.bsky.actor.putPreferences").body()).contains("x.y#z");
    account
        .asCaller()
        .header("atproto-proxy", appView.did() + "#bsky_appview")
        .get("/xrpc/app.bsky.actor.getPreferences")
        .then()
        .statusCode(200)
        .body(containsString("\"preferences\":[]"));
    assertThat(appView.connections).hasValue(0);
  }
}
