package dev.tempest.atproto.mst;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempest.atproto.data.Cid;
import dev.tempest.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The protocol's vectors for the tree, and for the proofs in commit events. */
class MstVectorsTest {
  static Stream<JsonNode> keyHeights() {
    return Vectors.cases("mst", "key_heights.json");
  }

  @ParameterizedTest
  @MethodSource("keyHeights")
  void keyLiesOnItsLayer(JsonNode vector) {
    assertThat(MstKey.layer(vector.get("key").asText())).isEqualTo(vector.get("height").asInt());
  }

  static Stream<JsonNode> commonPrefixes() {
    return Vectors.cases("mst", "common_prefix.json");
  }

  @ParameterizedTest
  @MethodSource("commonPrefixes")
  void countsCommonPrefix(JsonNode vector) {
    assertThat(MstKey.commonPrefix(vector.get("left").asText(), vector.get("right").asText()))
        .isEqualTo(vector.get("len").asInt());
  }

  @Test
  void exampleKeysLieOnTheLayersTheirNamesTell() {
    for (String key : Vectors.lines("mst", "example_keys.txt")) {
      // A0/374913: the letter tells apart, the digit is the layer
      assertThat(MstKey.layer(key)).as(key).isEqualTo(key.charAt(1) - '0');
    }
  }

  static Stream<JsonNode> commitProofs() {
    return Vectors.cases("firehose", "commit-proof-fixtures.json");
  }

  @ParameterizedTest
  @MethodSource("commitProofs")
  void provesWhatUndoesACommit(JsonNode vector) {
    Cid value = Cid.parse(vector.get("leafValue").asText());
    var source = new MapSource();
    Mst before = Mst.empty();
    for (String key : texts(vector.get("keys"))) {
      before = before.put(key, value);
    }
    assertThat(before.root()).hasToString(vector.get("rootBeforeCommit").asText());

    Mst after = Mst.load(source.store(before), source);
    for (String key : texts(vector.get("adds"))) {
      after = after.put(key, value);
    }
    for (String key : texts(vector.get("dels"))) {
      after = after.delete(key);
    }
    assertThat(after.root()).hasToString(vector.get("rootAfterCommit").asText());

    var changed = new ArrayList<>(texts(vector.get("adds")));
    changed.addAll(texts(vector.get("dels")));
    var proof = new TreeSet<String>();
    MstProof.covering(after, changed).keySet().forEach(cid -> proof.add(cid.toString()));
    assertThat(proof).containsExactlyElementsOf(new TreeSet<>(texts(vector.get("blocksInProof"))));
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
