package dev.tempest.sync;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.testing.Settled;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
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

  /** What one client received. */
  private static final class Received implements WebSocket.Listener {
    final List<Bytes> frames = new CopyOnWriteArrayList<>();
    final CompletableFuture<String> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      partial.writeBytes(part);
      if (last) {
        frames.add(Bytes.wrap(partial.toByteArray()));
        partial.reset();
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }

  private WebSocket connect(String query, Received received) {
    var uri = URI.create(origin.toString().replaceFirst("http", "ws")).resolve(PATH + query);
    return HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, received).join();
  }

  private static Author account() {
    return Author.create();
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    org.awaitility.Awaitility.await().atMost(SOON).until(condition);
  }

  @Test
  void announcesAnAccountAndItsRecordsInOrder() {
    var received = new Received();
    var socket = connect("", received);
    var account = account();
    account.post("hello");
    await(() -> received.frames.size() >= 5);
    var events = received.frames.stream().map(Frames::decode).toList();
    assertThat(events)
        .extracting(decoded -> decoded.event().type())
        .startsWith("#identity", "#account", "#commit", "#sync", "#commit");
    assertThat(events).extracting(decoded -> decoded.event().did()).containsOnly(account.did());
    var commit = (Event.Commit) events.getLast().event();
    assertThat(commit.ops()).hasSize(1);
    assertThat(commit.prevData()).isNotNull();
    socket.abort();
  }

  @Test
  void measuresWhoListensAndWhyTheyLeave() {
    double frames = meters.get("tempest.firehose.frames").functionCounter().count();
    double left = left("client");
    double wrong = left("future_cursor");
    var received = new Received();
    var socket = connect("", received);
    account();
    await(() -> received.frames.size() >= 4);
    assertThat(meters.get("tempest.firehose.subscribers").gauge().value()).isPositive();
    assertThat(meters.get("tempest.firehose.frames").functionCounter().count())
        .isGreaterThanOrEqualTo(frames + 4);
    assertThat(meters.get("tempest.firehose.sent").functionCounter().count()).isPositive();
    await(() -> meters.get("tempest.firehose.lag").gauge().value() == 0);
    socket.abort();
    await(() -> left("client") > left);
    connect("?cursor=" + (sequencer.lastSeq() + 1000), new Received());
    await(() -> left("future_cursor") == wrong + 1);
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
      var received = new Received();
      var socket = connect("?cursor=" + cursor, received);
      long expected = before + 20 - cursor;
      await(() -> received.frames.size() >= expected);
      long first = cursor + 1;
      assertThat(received.frames)
          .extracting(frame -> Frames.decode(frame).seq())
          .startsWith(first)
          .hasSize((int) expected)
          .isSorted();
      socket.abort();
    }
  }

  @Test
  void closesWithAnErrorFrameForACursorInTheFuture() {
    var received = new Received();
    connect("?cursor=" + (sequencer.lastSeq() + 1000), received);
    assertThat(received.closed.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join())
        .isEqualTo("1008 FutureCursor");
    assertThat(received.frames)
        .extracting(FakeSocket::describe)
        .containsExactly("error FutureCursor");
  }

  @Test
  void ignoresWhatClientsSend() {
    var received = new Received();
    var socket = connect("", received);
    socket.sendText("hello", true).join();
    socket.sendBinary(ByteBuffer.wrap(new byte[100]), true).join();
    var account = account();
    await(() -> received.frames.size() >= 4);
    assertThat(Frames.decode(received.frames.getFirst()).event().did()).isEqualTo(account.did());
    socket.abort();
  }

  @Test
  void closesWhoSendsAHugeFrame() {
    var received = new Received();
    var socket = connect("", received);
    var sent = socket.sendBinary(ByteBuffer.wrap(new byte[100_000]), true);
    await(() -> sent.isDone() && received.closed.isDone());
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
