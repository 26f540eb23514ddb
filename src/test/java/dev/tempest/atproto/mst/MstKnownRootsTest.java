package dev.tempest.atproto.mst;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.data.Cid;
import org.junit.jupiter.api.Test;

/** Roots that other implementations of the protocol agree on. */
class MstKnownRootsTest {
  private static final Cid VALUE =
      Cid.parse("bafyreie5cvv4h45feadgeuwhbcutmh6t2ceseocckahdoe6uat64zmz454");

  private static Mst tree(String... rkeys) {
    Mst tree = Mst.empty();
    for (String rkey : rkeys) {
      tree = put(tree, rkey);
    }
    return tree;
  }

  private static Mst put(Mst tree, String rkey) {
    return tree.put("com.example.record/" + rkey, VALUE);
  }

  private static Mst delete(Mst tree, String rkey) {
    return tree.delete("com.example.record/" + rkey);
  }

  @Test
  void ofTheEmptyTree() {
    assertThat(tree().root())
        .hasToString("bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm");
  }

  @Test
  void ofOneKeyOnTheLowestLayer() {
    assertThat(tree("3jqfcqzm3fo2j").root())
        .hasToString("bafyreibj4lsc3aqnrvphp5xmrnfoorvru4wynt6lwidqbm2623a6tatzdu");
  }

  @Test
  void ofOneKeyOnTheSecondLayer() {
    assertThat(tree("3jqfcqzm3fx2j").root())
        .hasToString("bafyreih7wfei65pxzhauoibu3ls7jgmkju4bspy4t2ha2qdjnzqvoy33ai");
  }

  @Test
  void ofAFewKeys() {
    assertThat(
            tree(
                    "3jqfcqzm3fp2j",
                    "3jqfcqzm3fr2j",
                    "3jqfcqzm3fs2j",
                    "3jqfcqzm3ft2j",
                    "3jqfcqzm4fc2j")
                .root())
        .hasToString("bafyreicmahysq4n6wfuxo522m6dpiy7z7qzym3dzs756t5n7nfdgccwq7m");
  }

  @Test
  void deletingTheHighestKeyTakesItsLayerAway() {
    Mst tree =
        tree(
            "3jqfcqzm3fn2j",
            "3jqfcqzm3fo2j",
            "3jqfcqzm3fp2j",
            "3jqfcqzm3fs2j",
            "3jqfcqzm3ft2j",
            "3jqfcqzm3fu2j");
    assertThat(tree.root())
        .hasToString("bafyreifnqrwbk6ffmyaz5qtujqrzf5qmxf7cbxvgzktl4e3gabuxbtatv4");
    assertThat(delete(tree, "3jqfcqzm3fs2j").root())
        .hasToString("bafyreie4kjuxbwkhzg2i5dljaswcroeih4dgiqq6pazcmunwt2byd725vi");
  }

  @Test
  void aKeyAboveSplitsTwoLayersBelowIt() {
    Mst tree =
        tree(
            "3jqfcqzm3fo2j",
            "3jqfcqzm3fp2j",
            "3jqfcqzm3fr2j",
            "3jqfcqzm3fs2j",
            "3jqfcqzm3ft2j",
            "3jqfcqzm3fz2j",
            "3jqfcqzm4fc2j",
            "3jqfcqzm4fd2j",
            "3jqfcqzm4ff2j",
            "3jqfcqzm4fg2j",
            "3jqfcqzm4fh2j");
    String below = "bafyreiettyludka6fpgp33stwxfuwhkzlur6chs4d2v4nkmq2j3ogpdjem";
    assertThat(tree.root()).hasToString(below);
    tree = put(tree, "3jqfcqzm3fx2j");
    assertThat(tree.root())
        .hasToString("bafyreid2x5eqs4w4qxvc5jiwda4cien3gw2q6cshofxwnvv7iucrmfohpm");
    assertThat(delete(tree, "3jqfcqzm3fx2j").root()).hasToString(below);
  }

  @Test
  void aKeyTwoLayersAboveAllOthersMakesABridge() {
    String low = "bafyreidfcktqnfmykz2ps3dbul35pepleq7kvv526g47xahuz3rqtptmky";
    String high = "bafyreiavxaxdz7o7rbvr3zg2liox2yww46t7g6hkehx4i4h3lwudly7dhy";
    Mst tree = tree("3jqfcqzm3ft2j", "3jqfcqzm3fz2j");
    assertThat(tree.root()).hasToString(low);
    tree = put(tree, "3jqfcqzm3fx2j");
    assertThat(tree.root()).hasToString(high);
    assertThat(delete(tree, "3jqfcqzm3fx2j").root()).hasToString(low);
    tree = put(tree, "3jqfcqzm4fd2j");
    assertThat(tree.root())
        .hasToString("bafyreig4jv3vuajbsybhyvb7gggvpwh2zszwfyttjrj6qwvcsp24h6popu");
    assertThat(delete(tree, "3jqfcqzm4fd2j").root()).hasToString(high);
  }
}
