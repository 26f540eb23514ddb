package dev.tempest.bsky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.tempest.testing.FakeService;
import dev.tempest.testing.TestAccount;
import dev.tempest.testing.WithServices;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People see what they wrote before the AppView does. */
@QuarkusTest
@TestProfile(WithServices.class)
class ReadAfterWriteHttpTest {
  private static final String REV = "atproto-repo-rev";
  private static final String LAG = "atproto-upstream-lag";
  private static final String TIMELINE = "app.bsky.feed.getTimeline";
  private static final String AUTHOR_FEED = "app.bsky.feed.getAuthorFeed";
  private static final String LIKES = "app.bsky.feed.getActorLikes";
  private static final String THREAD = "app.bsky.feed.getPostThread";
  private static final String PROFILE = "app.bsky.actor.getProfile";
  private static final String OTHER = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

  private FakeService appView;
  private TestAccount account;

  /** The revision that the AppView has: everything written by {@link #start}. */
  private String known = "";

  @BeforeEach
  void start() {
    appView = new FakeService(WithServices.appViewPort());
    account = TestAccount.create();
    write("app.bsky.feed.post", Map.of("text", "known", "createdAt", "2026-01-01T00:00:00Z"));
    known =
        io.restassured.RestAssured.given()
            .queryParam("did", account.did())
            .get("/xrpc/com.atproto.sync.getLatestCommit")
            .jsonPath()
            .getString("rev");
  }

  @AfterEach
  void stop() {
    appView.close();
  }

  private String write(String collection, Map<String, ?> fields) {
    var record = new LinkedHashMap<String, Object>(fields);
    record.put("$type", collection);
    var body = new LinkedHashMap<String, Object>();
    body.put("repo", account.did());
    body.put("collection", collection);
    body.put("record", record);
    if (collection.endsWith(".profile")) {
      body.put("rkey", "self");
    }
    return account
        .asCaller()
        .contentType("application/json")
        .body(body)
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getString("uri");
  }

  private String post(String text) {
    return write("app.bsky.feed.post", Map.of("text", text, "createdAt", "2026-01-01T00:00:00Z"));
  }

  private String reply(String text, String root, String parent) {
    String cid = "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a";
    return write(
        "app.bsky.feed.post",
        Map.of(
            "text",
            text,
            "createdAt",
            "2026-01-01T00:00:00Z",
            "reply",
            Map.of(
                "root", Map.of("uri", root, "cid", cid),
                "parent", Map.of("uri", parent, "cid", cid))));
  }

  private void upstream(String method, String json) {
    appView.answer(method, json, REV, known);
  }

  private ValidatableResponse get(String method, String... parameters) {
    var request = account.asCaller();
    for (int i = 0; i < parameters.length; i += 2) {
      request.queryParam(parameters[i], parameters[i + 1]);
    }
    return request.get("/xrpc/" + method).then();
  }

  private static String item(String did, String uri, String time) {
    return """
        {"post": {"uri": "%s", "cid": "c", "author": {"did": "%s", "handle": "a.test"},
         "record": {"$type": "app.bsky.feed.post"}, "indexedAt": "%s"}}"""
        .formatted(uri, did, time);
  }

  private static String feed(String... items) {
    return "{\"cursor\": \"x\", \"feed\": [" + String.join(",", items) + "]}";
  }

  private static final String OLD = item(OTHER, "at://old", "2020-01-01T00:00:00.000Z");
  private static final String FUTURE = item(OTHER, "at://future", "2100-01-01T00:00:00.000Z");

  @Test
  void putsNewPostsIntoTheTimeline() {
    upstream(TIMELINE, feed(FUTURE, OLD));
    String first = post("first");
    String second = post("second");
    get(TIMELINE)
        .statusCode(200)
        .header(LAG, matchesPattern("[0-9]+"))
        .header(REV, known)
        .body("$", aMapWithSize(2))
        .body("cursor", equalTo("x"))
        .body("feed", hasSize(4))
        .body("feed[0].post.uri", equalTo("at://future"))
        .body("feed[1].post.uri", equalTo(second))
        .body("feed[2].post.uri", equalTo(first))
        .body("feed[2].post.author.did", equalTo(account.did()))
        .body("feed[2].post.author.handle", equalTo(account.handle()))
        .body("feed[2].post.record.text", equalTo("first"))
        .body("feed[2].post.likeCount", equalTo(0))
        .body("feed[2].post.indexedAt", containsString("T"))
        .body("feed[3].post.uri", equalTo("at://old"));
  }

  @Test
  void showsAtMostTenOfThem() {
    upstream(TIMELINE, feed(OLD));
    for (int i = 0; i < 12; i++) {
      post("post " + i);
    }
    get(TIMELINE).body("feed", hasSize(11)).body("feed[0].post.record.text", equalTo("post 11"));
  }

  @Test
  void leavesLaterPagesAndKnownPostsAlone() {
    String uri = post("new");
    upstream(TIMELINE, feed(item(account.did(), uri, "2100-01-01T00:00:00.000Z"), OLD));
    get(TIMELINE).body("feed", hasSize(2));
    upstream(TIMELINE, feed(OLD));
    get(TIMELINE, "cursor", "y").body("feed", hasSize(1));
  }

  @Test
  void passesOnWhatIsUpToDate() {
    upstream(TIMELINE, feed(OLD));
    get(TIMELINE).statusCode(200).header(LAG, nullValue()).body("feed", hasSize(1));
    post("new");
    appView.answer(TIMELINE, feed(OLD));
    get(TIMELINE).header(LAG, nullValue()).body("feed", hasSize(1));
    appView.answer(TIMELINE, feed(OLD), REV, "no revision");
    get(TIMELINE).header(LAG, nullValue()).body("feed", hasSize(1));
    // a revision of before everything that is here: of another server
    appView.answer(TIMELINE, feed(OLD), REV, "2222222222222");
    get(TIMELINE).header(LAG, nullValue()).body("feed", hasSize(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"feed\": [", "[]", "{\"feed\": [1.5]}", ""})
  void passesOnWhatItCannotRead(String body) {
    post("new");
    upstream(TIMELINE, body);
    assertThat(get(TIMELINE).statusCode(200).header(LAG, nullValue()).extract().asString())
        .isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"feed\": 5}", "{\"feed\": [5, {}]}", "{\"feed\": [{\"post\": []}]}"})
  void survivesOddShapes(String body) {
    post("new");
    write("app.bsky.actor.profile", Map.of("displayName", "Me"));
    for (String method : new String[] {TIMELINE, AUTHOR_FEED, LIKES, THREAD, PROFILE}) {
      upstream(method, body);
      get(method, "actor", account.did()).statusCode(200);
    }
    upstream("app.bsky.actor.getProfiles", body);
    get("app.bsky.actor.getProfiles").statusCode(200);
  }

  @Test
  void readsCompressedAnswers() throws IOException {
    post("new");
    var zipped = new ByteArrayOutputStream();
    try (var stream = new GZIPOutputStream(zipped)) {
      stream.write(feed(OLD).getBytes(StandardCharsets.UTF_8));
    }
    appView.on(
        TIMELINE,
        (request, _) ->
            request
                .response()
                .putHeader("content-encoding", "gzip")
                .putHeader("content-type", "application/json; charset=utf-8")
                .putHeader(REV, known)
                .end(Buffer.buffer(zipped.toByteArray())));
    get(TIMELINE).statusCode(200).header("content-encoding", nullValue()).body("feed", hasSize(2));
    assertThat(appView.last(TIMELINE).header("accept-encoding")).isEqualTo("gzip");
  }

  @Test
  void passesOnAnswersThatAreTooLongToRead() {
    post("new");
    String body = "{\"feed\": [], \"pad\": \"" + "a".repeat(11 * 1024 * 1024) + "\"}";
    upstream(TIMELINE, body);
    assertThat(get(TIMELINE).statusCode(200).extract().asByteArray()).hasSize(body.length());
  }

  @Test
  void updatesOnesOwnProfile() {
    String view =
        """
        {"did": "%s", "handle": "a.test", "displayName": "Old", "banner": "b", "followersCount": 3}
        """;
    upstream(PROFILE, view.formatted(account.did()));
    write("app.bsky.actor.profile", Map.of("displayName", "Me", "description", "text"));
    get(PROFILE)
        .statusCode(200)
        .header(LAG, matchesPattern("[0-9]+"))
        .body("displayName", equalTo("Me"))
        .body("description", equalTo("text"))
        .body("followersCount", equalTo(3))
        .body("$", not(hasKey("banner")));
    upstream(PROFILE, view.formatted(OTHER));
    get(PROFILE).body("displayName", equalTo("Old"));
    upstream(
        "app.bsky.actor.getProfiles",
        "{\"profiles\": [%s, %s]}".formatted(view.formatted(OTHER), view.formatted(account.did())));
    get("app.bsky.actor.getProfiles")
        .body("profiles[0].displayName", equalTo("Old"))
        .body("profiles[1].displayName", equalTo("Me"));
  }

  @Test
  void showsOnesPicturesFromHere() {
    String cid =
        account
            .asCaller()
            .contentType("image/png")
            .body(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 1})
            .post("/xrpc/com.atproto.repo.uploadBlob")
            .jsonPath()
            .getString("blob.ref.$link");
    var blob =
        Map.of("$type", "blob", "ref", Map.of("$link", cid), "mimeType", "image/png", "size", 9);
    write("app.bsky.actor.profile", Map.of("avatar", blob));
    upstream(PROFILE, "{\"did\": \"%s\"}".formatted(account.did()));
    get(PROFILE)
        .body("avatar", containsString("/xrpc/com.atproto.sync.getBlob?did=" + account.did()))
        .body("avatar", containsString("cid=" + cid));
    write(
        "app.bsky.feed.post",
        Map.of(
            "text", "picture",
            "createdAt", "2026-01-01T00:00:00Z",
            "embed",
                Map.of(
                    "$type",
                    "app.bsky.embed.images",
                    "images",
                    java.util.List.of(Map.of("image", blob, "alt", "a cat")))));
    upstream(TIMELINE, feed(OLD));
    get(TIMELINE)
        .body("feed[0].post.embed.$type", equalTo("app.bsky.embed.images#view"))
        .body("feed[0].post.embed.images[0].alt", equalTo("a cat"))
        .body("feed[0].post.embed.images[0].thumb", containsString(cid))
        .body("feed[0].post.author.avatar", containsString(cid));
  }

  @Test
  void showsQuotesAsTheAppViewDoes() {
    String quoted = "at://" + OTHER + "/app.bsky.feed.post/one";
    String cid = "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a";
    write(
        "app.bsky.feed.post",
        Map.of(
            "text", "quote",
            "createdAt", "2026-01-01T00:00:00Z",
            "embed",
                Map.of(
                    "$type",
                    "app.bsky.embed.record",
                    "record",
                    Map.of("uri", quoted, "cid", cid))));
    upstream(TIMELINE, feed(OLD));
    get(TIMELINE)
        .body("feed[0].post.embed.record.$type", equalTo("app.bsky.embed.record#viewNotFound"));
    appView.answer(
        "app.bsky.feed.getPosts",
        "{\"posts\": [{\"uri\": \"%s\", \"cid\": \"c\", \"record\": {\"text\": \"q\"}}]}"
            .formatted(quoted));
    get(TIMELINE)
        .body("feed[0].post.embed.record.$type", equalTo("app.bsky.embed.record#viewRecord"))
        .body("feed[0].post.embed.record.value.text", equalTo("q"));
  }

  @Test
  void changesOnesOwnAuthorFeedOnly() {
    post("new");
    write("app.bsky.actor.profile", Map.of("displayName", "Me"));
    String own = item(account.did(), "at://own", "2020-01-01T00:00:00.000Z");
    upstream(AUTHOR_FEED, feed(own));
    get(AUTHOR_FEED, "actor", account.handle())
        .body("feed", hasSize(2))
        .body("feed[0].post.record.text", equalTo("new"))
        .body("feed[1].post.author.displayName", equalTo("Me"));
    upstream(AUTHOR_FEED, feed(OLD));
    get(AUTHOR_FEED, "actor", OTHER).body("feed", hasSize(1));
    upstream(AUTHOR_FEED, feed());
    get(AUTHOR_FEED, "actor", account.did()).body("feed", hasSize(1));
  }

  @Test
  void updatesOnesNameInLikes() {
    write("app.bsky.actor.profile", Map.of("displayName", "Me"));
    upstream(LIKES, feed(item(account.did(), "at://own", "2020-01-01T00:00:00.000Z"), OLD));
    get(LIKES)
        .body("feed", hasSize(2))
        .body("feed[0].post.author.displayName", equalTo("Me"))
        .body("feed[1].post.author.displayName", nullValue());
  }

  @Test
  void putsNewRepliesIntoThreads() {
    String root = "at://" + OTHER + "/app.bsky.feed.post/root";
    String child = "at://" + OTHER + "/app.bsky.feed.post/child";
    String direct = reply("direct", root, root);
    String deep = reply("deep", root, child);
    post("elsewhere");
    upstream(
        THREAD,
        """
        {"thread": {"$type": "app.bsky.feed.defs#threadViewPost", "post": {"uri": "%s"},
          "replies": [{"$type": "app.bsky.feed.defs#threadViewPost", "post": {"uri": "%s"}}]}}
        """
            .formatted(root, child));
    get(THREAD, "uri", root)
        .statusCode(200)
        .header(LAG, matchesPattern("[0-9]+"))
        .body("thread.replies", hasSize(2))
        .body("thread.replies[0].post.uri", equalTo(direct))
        .body("thread.replies[1].post.uri", equalTo(child))
        .body("thread.replies[1].replies", hasSize(1))
        .body("thread.replies[1].replies[0].post.uri", equalTo(deep));
  }

  @Test
  void beginsAThreadThatTheAppViewDoesNotKnow() {
    String parent = "at://" + OTHER + "/app.bsky.feed.post/root";
    String uri = reply("new", parent, parent);
    String answer = reply("self-reply", parent, uri);
    appView.on(
        THREAD,
        (request, seen) -> {
          if (seen.uri().contains("depth=0")) {
            FakeService.json(
                request, "{\"thread\": {\"post\": {\"uri\": \"%s\"}}}".formatted(parent));
          } else {
            request.response().setStatusCode(400).putHeader(REV, known);
            FakeService.json(request, "{\"error\": \"NotFound\", \"message\": \"none\"}");
          }
        });
    get(THREAD, "uri", uri.replace(account.did(), account.handle()))
        .statusCode(200)
        .body("thread.$type", equalTo("app.bsky.feed.defs#threadViewPost"))
        .body("thread.post.uri", equalTo(uri))
        .body("thread.parent.post.uri", equalTo(parent))
        .body("thread.replies[0].post.uri", equalTo(answer));
    get(THREAD, "uri", "at://" + OTHER + "/app.bsky.feed.post/none")
        .statusCode(400)
        .body("error", equalTo("NotFound"));
  }
}
