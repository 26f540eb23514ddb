package dev.tempest.sync;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.testing.SeenFrames;
import dev.tempest.testing.Settled;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code com.atproto.sync.subscribeRepos} over the network. */
@QuarkusTest
class FirehoseHttpTest {
  private static final String PATH = "/xrpc/com.atproto.sync.subscribeRepos";
  private static final Duration SOON = Duration.ofSeconds(20);

  @TestHTTPResource("/")
  URI origin;

  @Inject Sequencer sequencer;
  @Inject MeterRegistry meters;

  /** What others have written is told before this, however late. */
  @BeforeEach
  void settle() {
    Settled.seq(sequencer);
  }

  private SeenFrames connect(String query) {
    return new SeenFrames(origin, query);
  }

  private static Author account() {
    return Author.create();
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    org.awaitility.Awaitility.await().atMost(SOON).until(condition);
  }

  @Test
  void announcesAnAccountAndItsRecordsInOrder() {
    try (var seen = connect("")) {
      var account = account();
      account.post("hello");
      await(() -> seen.raw().size() >= 5);
      var events = seen.frames();
      assertThat(events)
          .extracting(decoded -> decoded.event().type())
          .startsWith("#identity", "#account", "#commit", "#sync", "#commit");
      assertThat(events).extracting(decoded -> decoded.event().did()).containsOnly(account.did());
      var commit = (Event.Commit) events.getLast().event();
      assertThat(commit.ops()).hasSize(1);
      assertThat(commit.prevData()).isNotNull();
    }
  }

  @Test
  void measuresWhoListensAndWhyTheyLeave() {
    double frames = meters.get("tempest.firehose.frames").functionCounter().count();
    double left = left("client");
    try (var seen = connect("")) {
      account();
      await(() -> seen.raw().size() >= 4);
      assertThat(meters.get("tempest.firehose.subscribers").gauge().value()).isPositive();
      assertThat(meters.get("tempest.firehose.frames").functionCounter().count())
          .isGreaterThanOrEqualTo(frames + 4);
      assertThat(meters.get("tempest.firehose.sent").functionCounter().count()).isPositive();
      await(() -> meters.get("tempest.firehose.lag").gauge().value() == 0);
    }
    await(() -> left("client") > left);
    double wrong = left("future_cursor"); // now: another test's may be counted after its end
    try (var _ = connect("?cursor=" + (sequencer.lastSeq() + 1000))) {
      await(() -> left("future_cursor") == wrong + 1);
    }
  }

  private double left(String reason) {
    return meters.get("tempest.firehose.disconnects").tag("reason", reason).counter().count();
  }

  @Test
  void goesOnFromItsCursorWithoutGap() {
    var account = account();
    long before = Settled.seq(sequencer);
    for (int i = 0; i < 20; i++) {
      account.post("number " + i);
    }
    await(() -> sequencer.lastSeq() == before + 20);
    for (long cursor = before; cursor < before + 20; cursor += 7) {
      long expected = before + 20 - cursor;
      long first = cursor + 1;
      try (var seen = connect("?cursor=" + cursor)) {
        await(() -> seen.raw().size() >= expected);
        assertThat(seen.frames())
            .extracting(Frames.Decoded::seq)
            .startsWith(first)
            .hasSize((int) expected)
            .isSorted();
      }
    }
  }

  @Test
  void closesWithAnErrorFrameForACursorInTheFuture() {
    try (var seen = connect("?cursor=" + (sequencer.lastSeq() + 1000))) {
      assertThat(seen.closed().orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join())
          .isEqualTo("1008 FutureCursor");
      assertThat(seen.raw()).extracting(FakeSocket::describe).containsExactly("error FutureCursor");
    }
  }

  @Test
  void ignoresWhatClientsSend() {
    try (var seen = connect("")) {
      seen.socket().sendText("hello", true).join();
      seen.socket().sendBinary(ByteBuffer.wrap(new byte[100]), true).join();
      var account = account();
      await(() -> seen.raw().size() >= 4);
      assertThat(seen.frames().getFirst().event().did()).isEqualTo(account.did());
    }
  }

  @Test
  void closesWhoSendsAHugeFrame() {
    try (var seen = connect("")) {
      var sent = seen.socket().sendBinary(ByteBuffer.wrap(new byte[100_000]), true);
      await(() -> sent.isDone() && seen.closed().isDone());
    }
  }

  @Test
  void asksForAWebSocket() {
    given()
        .get(PATH)
        .then()
        .statusCode(426)
        .header("upgrade", equalTo("websocket"))
        .header("access-control-allow-origin", equalTo("*"))
        .body("$", aMapWithSize(2))
        .body("error", equalTo("UpgradeRequired"))
        .body("message", notNullValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1", "1.5", "", "99999999999999999999"})
  void refusesABadCursorBeforeTheUpgrade(String cursor) {
    given()
        .headers(
            Map.of(
                "Connection", "Upgrade",
                "Upgrade", "websocket",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="))
        .get(PATH + "?cursor=" + cursor)
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
  }

  @Test
  void refusesAnotherVerb() {
    given().post(PATH).then().statusCode(400).body("error", equalTo("InvalidRequest"));
  }
}
