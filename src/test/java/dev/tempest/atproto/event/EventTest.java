package dev.tempest.atproto.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.CborReader;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.repo.RepoOp;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventTest {
  private static final Did DID = new Did("did:plc:ewvi7nxzyoun6zhxrhs64oiz");
  private static final Tid REV = new Tid("3jqfcqzm3fo2j");
  private static final Instant TIME = Instant.parse("2026-11-24T01:02:03.400Z");
  private static final Bytes BLOCKS = Bytes.wrap(new byte[] {1, 2, 3});

  private static Cid cid(String text) {
    return Cid.of(Cid.Codec.DAG_CBOR, text.getBytes(StandardCharsets.UTF_8));
  }

  private static final List<RepoOp> OPS =
      List.of(
          new RepoOp.Create(RecordPath.parse("com.example.c/a"), cid("a")),
          new RepoOp.Update(RecordPath.parse("com.example.c/b"), cid("b"), cid("B")),
          new RepoOp.Delete(RecordPath.parse("com.example.c/d"), cid("d")));

  private static final Event.Commit COMMIT =
      new Event.Commit(DID, cid("commit"), REV, REV, cid("data"), BLOCKS, OPS);

  static Stream<Event> events() {
    return Stream.of(
        COMMIT,
        new Event.Commit(DID, cid("commit"), REV, null, null, BLOCKS, List.of()),
        new Event.Sync(DID, REV, BLOCKS),
        new Event.Identity(DID, new Handle("alice.test")),
        new Event.Identity(DID, null),
        new Event.Account(DID, true, null),
        new Event.Account(DID, false, "takendown"));
  }

  private record Frame(Map<String, Node> header, Map<String, Node> payload) {
    static Frame of(byte[] frame) {
      var reader = new CborReader(frame);
      var header = (Node.Obj) DagCbor.read(reader);
      var payload = (Node.Obj) DagCbor.read(reader);
      reader.requireEnd();
      return new Frame(header.fields(), payload.fields());
    }
  }

  @ParameterizedTest
  @MethodSource("events")
  void comesBackFromItsFrameAndFromTheOutbox(Event event) {
    var decoded = Frames.decode(Bytes.wrap(event.frame(77, TIME)));
    assertThat(decoded.event()).isEqualTo(event);
    assertThat(decoded.seq()).isEqualTo(77);
    assertThat(decoded.time()).isEqualTo("2026-11-24T01:02:03.400Z");
    assertThat(Event.fromOutbox(event.toOutbox())).isEqualTo(event);
  }

  @ParameterizedTest
  @MethodSource("events")
  void bothPartsAreCanonical(Event event) {
    byte[] frame = event.frame(1L << 40, TIME);
    Frame parts = Frame.of(frame); // the reader refuses keys out of order
    byte[] header = DagCbor.encode(new Node.Obj(parts.header()));
    byte[] payload = DagCbor.encode(new Node.Obj(parts.payload()));
    assertThat(Arrays.copyOf(frame, header.length)).isEqualTo(header);
    assertThat(Arrays.copyOfRange(frame, header.length, frame.length)).isEqualTo(payload);
    assertThat(parts.header())
        .isEqualTo(Map.of("t", new Node.Text(event.type()), "op", new Node.Int(1)));
  }

  @Test
  void commitHasTheFieldsOfTheLexicon() {
    var payload = Frame.of(COMMIT.frame(5, TIME)).payload();
    assertThat(payload)
        .containsEntry("seq", new Node.Int(5))
        .containsEntry("rebase", new Node.Bool(false))
        .containsEntry("tooBig", new Node.Bool(false))
        .containsEntry("repo", new Node.Text(DID.value()))
        .containsEntry("commit", new Node.Link(cid("commit")))
        .containsEntry("rev", new Node.Text(REV.value()))
        .containsEntry("since", new Node.Text(REV.value()))
        .containsEntry("blocks", new Node.ByteString(BLOCKS))
        .containsEntry("blobs", new Node.Array(List.of()))
        .containsEntry("prevData", new Node.Link(cid("data")))
        .containsEntry("time", new Node.Text("2026-11-24T01:02:03.400Z"))
        .containsKey("ops")
        .hasSize(12);
    var ops = ((Node.Array) payload.get("ops")).items();
    assertThat(ops)
        .containsExactly(
            op("create", "com.example.c/a", Map.of("cid", new Node.Link(cid("a")))),
            op(
                "update",
                "com.example.c/b",
                Map.of("cid", new Node.Link(cid("b")), "prev", new Node.Link(cid("B")))),
            op(
                "delete",
                "com.example.c/d",
                Map.of("cid", Node.NULL, "prev", new Node.Link(cid("d")))));
  }

  private static Node op(String action, String path, Map<String, Node> rest) {
    var fields = new java.util.HashMap<String, Node>(rest);
    fields.put("action", new Node.Text(action));
    fields.put("path", new Node.Text(path));
    return new Node.Obj(fields);
  }

  @Test
  void theFirstCommitSaysNullForSinceAndNothingForPrevData() {
    var first = new Event.Commit(DID, cid("commit"), REV, null, null, BLOCKS, List.of());
    var payload = Frame.of(first.frame(1, TIME)).payload();
    assertThat(payload).containsEntry("since", Node.NULL).doesNotContainKey("prevData");
  }

  @Test
  void otherEventsHaveTheFieldsOfTheLexicon() {
    assertThat(fields(new Event.Sync(DID, REV, BLOCKS)))
        .isEqualTo(Set.of("seq", "did", "blocks", "rev", "time"));
    assertThat(fields(new Event.Identity(DID, new Handle("alice.test"))))
        .isEqualTo(Set.of("seq", "did", "time", "handle"));
    assertThat(fields(new Event.Identity(DID, null))).isEqualTo(Set.of("seq", "did", "time"));
    assertThat(fields(new Event.Account(DID, true, null)))
        .isEqualTo(Set.of("seq", "did", "time", "active"));
    assertThat(fields(new Event.Account(DID, false, "deleted")))
        .isEqualTo(Set.of("seq", "did", "time", "active", "status"));
  }

  private static Set<String> fields(Event event) {
    return Frame.of(event.frame(1, TIME)).payload().keySet();
  }

  @Test
  void timesHaveMillisecondsAlways() {
    var event = new Event.Account(DID, true, null);
    for (String time : List.of("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.999Z")) {
      Instant instant = Instant.parse(time).plusNanos(999_999);
      assertThat(Frames.decode(Bytes.wrap(event.frame(1, instant))).time()).isEqualTo(time);
    }
  }

  @Test
  void identityFrameByteForByte() {
    var event = new Event.Identity(new Did("did:web:a.test"), null);
    assertThat(HexFormat.of().formatHex(event.frame(10, TIME)))
        .isEqualTo(
            "a2"
                + "6174"
                + "69"
                + hex("#identity")
                + "626f70"
                + "01"
                + "a3"
                + "63"
                + hex("did")
                + "6e"
                + hex("did:web:a.test")
                + "63"
                + hex("seq")
                + "0a"
                + "64"
                + hex("time")
                + "7818"
                + hex("2026-11-24T01:02:03.400Z"));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void errorAndInfoFrames() {
    Frame error = Frame.of(Frames.error("FutureCursor", "Cursor in the future.").unwrap());
    assertThat(error.header()).isEqualTo(Map.of("op", new Node.Int(-1)));
    assertThat(error.payload())
        .isEqualTo(
            Map.of(
                "error", new Node.Text("FutureCursor"),
                "message", new Node.Text("Cursor in the future.")));
    Frame info = Frame.of(Frames.info("OutdatedCursor", "Too old.").unwrap());
    assertThat(info.header()).isEqualTo(Map.of("op", new Node.Int(1), "t", new Node.Text("#info")));
    assertThat(info.payload())
        .isEqualTo(
            Map.of("name", new Node.Text("OutdatedCursor"), "message", new Node.Text("Too old.")));
    assertThatThrownBy(() -> Frames.decode(Frames.error("A", "b")))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> Frames.decode(Frames.info("A", "b")))
        .isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @MethodSource("events")
  void damagedFramesAreRefusedOrDecode(Event event) {
    byte[] frame = event.frame(3, TIME);
    var random = new SplittableRandom(1);
    for (int i = 0; i < frame.length; i++) {
      byte[] cut = Arrays.copyOf(frame, i);
      assertThatThrownBy(() -> Frames.decode(Bytes.wrap(cut))).isInstanceOf(DecodeException.class);
      byte[] damaged = frame.clone();
      damaged[i] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(Frames.decode(Bytes.wrap(damaged))).isNotNull();
      } catch (DecodeException refused) {
        assertThat(refused.offset()).isNotNegative();
      }
    }
  }
}
