package dev.tempest.atproto.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobRefTest {
  private static final Cid IMAGE = Cid.of(Cid.Codec.RAW, new byte[] {1});
  private static final Cid VIDEO = Cid.of(Cid.Codec.RAW, new byte[] {2});

  @Test
  void findsAllReferencesOnce() {
    var image = new BlobRef(IMAGE, "image/png", 1);
    var video = new BlobRef(VIDEO, "video/mp4", 2);
    var record =
        new Node.Obj(
            Map.of(
                "text",
                new Node.Text("blob"),
                "embed",
                new Node.Array(List.of(image.toNode(), video.toNode(), image.toNode()))));
    assertThat(BlobRef.findAll(record)).containsExactly(image, video);
    assertThat(BlobRef.findAll(image.toNode())).containsExactly(image);
    assertThat(BlobRef.findAll(Node.NULL)).isEmpty();
    assertThat(BlobRef.findAll(DagCbor.decode(DagCbor.encode(record)))).hasSize(2);
  }

  @Test
  void ignoresLegacyReferencesOfOldRecords() {
    var legacy =
        new Node.Obj(
            Map.of("cid", new Node.Text(IMAGE.toString()), "mimeType", new Node.Text("a/b")));
    assertThat(BlobRef.findAll(legacy)).isEmpty();
    assertThatThrownBy(() -> BlobRef.of(legacy)).isInstanceOf(DecodeException.class);
  }

  @Test
  void readsWhatItWrites() {
    var ref = new BlobRef(IMAGE, "image/png", 123);
    assertThat(BlobRef.of(ref.toNode())).isEqualTo(ref);
    assertThat(BlobRef.of(DagJson.parse(DagJson.format(ref.toNode())))).isEqualTo(ref);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'mimeType': 'a/b', 'size': 1",
        "'ref': 'RAW', 'mimeType': 'a/b', 'size': 1",
        "'ref': {'$link': 'RECORD'}, 'mimeType': 'a/b', 'size': 1",
        "'ref': {'$link': 'RAW'}, 'size': 1",
        "'ref': {'$link': 'RAW'}, 'mimeType': '', 'size': 1",
        "'ref': {'$link': 'RAW'}, 'mimeType': 'a/b'",
        "'ref': {'$link': 'RAW'}, 'mimeType': 'a/b', 'size': -1",
        "'ref': {'$link': 'RAW'}, 'mimeType': 'a/b', 'size': '1'",
      })
  void refusesOtherShapes(String fields) {
    String json =
        ("{'$type': 'blob', " + fields + "}")
            .replace('\'', '"')
            .replace("RAW", IMAGE.toString())
            .replace("RECORD", Cid.of(Cid.Codec.DAG_CBOR, new byte[0]).toString());
    assertThatThrownBy(() -> DagJson.parse(json))
        .isInstanceOf(DecodeException.class)
        .hasMessageStartingWith("blob without");
  }
}
