package dev.tempest.atproto.mst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.CborWriter;
import dev.tempest.atproto.data.Cid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trees that nobody's code made: each must end in an {@link MstException}, and soon. */
class MstHostileTest {
  private static final Cid VALUE = Trees.value("value");

  private final MapSource source = new MapSource();

  /** An entry as it stands on the wire. */
  private record Raw(int prefix, String rest, @Nullable Cid right) {}

  private static byte[] node(@Nullable Cid left, Raw... entries) {
    var writer = new CborWriter().map(2).text("e").array(entries.length);
    for (Raw entry : entries) {
      writer.map(4).text("k").bytes(entry.rest().getBytes(StandardCharsets.ISO_8859_1));
      writer.text("p").integer(entry.prefix()).text("t");
      link(writer, entry.right());
      writer.text("v").link(VALUE);
    }
    link(writer.text("l"), left);
    return writer.toByteArray();
  }

  private static void link(CborWriter writer, @Nullable Cid cid) {
    if (cid == null) {
      writer.nil();
    } else {
      writer.link(cid);
    }
  }

  private Cid store(byte[] content) {
    Cid cid = Cid.of(Cid.Codec.DAG_CBOR, content);
    source.nodes.put(cid, Bytes.wrap(content));
    return cid;
  }

  private void assertBroken(Cid root, String message) {
    assertThatThrownBy(() -> MstWalk.all(Mst.load(root, source), node -> {}, (key, value) -> {}))
        .isInstanceOf(MstException.class)
        .hasMessageContaining(message);
  }

  /** The first {@code com.example.c/<number>} on {@code layer}. */
  private static String keyOn(int layer, int from) {
    for (int i = from; ; i++) {
      String key = "com.example.c/" + i;
      if (MstKey.layer(key) == layer) {
        return key;
      }
    }
  }

  @Test
  void namesTheNodeThatIsMissing() {
    Cid missing = Trees.value("missing");
    Cid root = store(node(missing, new Raw(0, keyOn(1, 0), null)));
    assertThatThrownBy(() -> MstWalk.all(Mst.load(root, source), node -> {}, (key, value) -> {}))
        .isInstanceOfSatisfying(
            MstException.class, e -> assertThat(e.missingNode()).isEqualTo(missing));
    assertThatThrownBy(() -> Mst.load(missing, source)).isInstanceOf(MstException.class);
  }

  @Test
  void keysMustLieOnTheLayerOfTheirNode() {
    String high = keyOn(1, 0);
    String low = keyOn(0, 0);
    boolean ordered = high.compareTo(low) < 0;
    var entries =
        ordered
            ? new Raw[] {new Raw(0, high, null), compressed(high, low)}
            : new Raw[] {new Raw(0, low, null), compressed(low, high)};
    assertBroken(store(node(null, entries)), "wrong layer");
  }

  private static Raw compressed(String previous, String key) {
    int prefix = MstKey.commonPrefix(previous, key);
    return new Raw(prefix, key.substring(prefix), null);
  }

  @Test
  void subtreesMustHoldKeysBetweenTheirNeighbours() {
    Cid below = store(node(null, new Raw(0, "com.example.d/" + lowRkey("com.example.d/"), null)));
    String high = keyOn(1, 0);
    assertBroken(store(node(below, new Raw(0, high, null))), "out of order");
  }

  @Test
  void oneNodeCannotBeTwoSubtrees() {
    Cid below = store(node(null, new Raw(0, "com.example.b/" + lowRkey("com.example.b/"), null)));
    assertBroken(store(node(below, new Raw(0, keyOn(1, 0), below))), "out of order");
  }

  private static String lowRkey(String prefix) {
    for (int i = 0; ; i++) {
      if (MstKey.layer(prefix + i) == 0) {
        return String.valueOf(i);
      }
    }
  }

  static Stream<List<Raw>> badEntries() {
    return Stream.of(
        List.of(new Raw(1, "com.example.c/a", null)),
        List.of(new Raw(-1, "com.example.c/a", null)),
        List.of(new Raw(0, "", null)),
        List.of(new Raw(0, "com.example.c/b", null), new Raw(0, "com.example.c/a", null)),
        List.of(new Raw(0, "com.example.c/b", null), new Raw(14, "a", null)),
        List.of(new Raw(0, "com.example.c/b", null), new Raw(15, "", null)),
        List.of(new Raw(0, "com.example.c/b", null), new Raw(13, "/c", null)),
        List.of(new Raw(0, "com.example.c/b", null), new Raw(16, "c", null)),
        List.of(new Raw(0, "com.example.c/b", null), new Raw(Integer.MAX_VALUE, "c", null)));
  }

  @ParameterizedTest
  @MethodSource("badEntries")
  void refusesBadlyCompressedAndUnsortedEntries(List<Raw> entries) {
    Cid root = store(node(null, entries.toArray(Raw[]::new)));
    assertThatThrownBy(() -> Mst.load(root, source)).isInstanceOf(MstException.class);
  }

  @Test
  void refusesKeysThatAreNoRecordPath() {
    assertBroken(store(node(null, new Raw(0, "no path", null))), "not a record path");
    assertBroken(store(node(null, new Raw(0, "x".repeat(100_000), null))), "…");
  }

  @Test
  void bridgesMustLeadSomewhereAndNeverBeTheRoot() {
    Cid empty = store(node(null));
    assertBroken(store(node(empty)), "root holds no key");
    assertBroken(store(node(empty, new Raw(0, keyOn(2, 0), null))), "empty node");
    Cid leaf = store(node(null, new Raw(0, keyOn(0, 0), null)));
    assertBroken(store(node(leaf)), "root holds no key");
  }

  @Test
  void aLongChainEndsAtTheLowestLayer() {
    Cid at = store(node(null, new Raw(0, keyOn(0, 0), null)));
    for (int i = 0; i < 100_000; i++) {
      at = store(node(at));
    }
    Cid chain = at;
    assertBroken(store(node(chain, new Raw(0, keyOn(2, 0), null))), "below the lowest layer");
    assertEveryOperationFails(chain);
  }

  @Test
  void aCycleEndsAtTheLowestLayer() {
    // no hash makes this possible: the source lies
    Cid one = Trees.value("one");
    Cid two = Trees.value("two");
    source.nodes.put(one, Bytes.wrap(node(two)));
    source.nodes.put(two, Bytes.wrap(node(one)));
    assertEveryOperationFails(one);
    String key = keyOn(3, 0);
    Cid right = Trees.value("right");
    source.nodes.put(right, Bytes.wrap(node(right, new Raw(0, key, right))));
    assertBroken(right, "");
    String first = keyOn(2, 0);
    Cid both = Trees.value("both");
    source.nodes.put(both, Bytes.wrap(node(one, new Raw(0, first, one))));
    assertFails(tree -> tree.delete(first), both);
    assertFails(tree -> MstProof.covering(tree, List.of(first)), both);
  }

  private void assertEveryOperationFails(Cid root) {
    String key = "com.example.d/" + lowRkey("com.example.d/");
    assertFails(tree -> tree.get(key), root);
    assertFails(tree -> tree.put(key, VALUE), root);
    assertFails(tree -> tree.delete(key), root);
    assertFails(tree -> MstProof.ofKey(tree, key), root);
    assertFails(tree -> MstDiff.of(Mst.empty(), tree), root);
    assertFails(tree -> MstWalk.from(tree, null, (k, v) -> true), root);
  }

  private void assertFails(Consumer<Mst> operation, Cid root) {
    assertThatThrownBy(() -> operation.accept(Mst.load(root, source)))
        .isInstanceOf(MstException.class);
  }

  @Test
  void aHugeNodeIsReadOnceAndWalked() {
    var keys = new ArrayList<String>();
    for (int i = 0; keys.size() < 10_000; i++) {
      String key = "com.example.c/%06d".formatted(i);
      if (MstKey.layer(key) == 0) {
        keys.add(key);
      }
    }
    var entries = new Raw[keys.size()];
    String previous = "";
    for (int i = 0; i < entries.length; i++) {
      entries[i] = compressed(previous, keys.get(i));
      previous = keys.get(i);
    }
    var met = new ArrayList<String>();
    Cid root = store(node(null, entries));
    MstWalk.all(Mst.load(root, source), node -> {}, (key, value) -> met.add(key));
    assertThat(met).isEqualTo(keys);
    assertThat(source.reads).isEqualTo(1);
  }

  static LongStream seeds() {
    return Trees.seeds();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void damagedNodesAreRefusedOrDecodeToThemselves(long seed) {
    var random = new SplittableRandom(seed);
    Mst tree = Mst.empty();
    for (int i = 0; i < 40; i++) {
      tree = tree.put(Trees.key(random, 1000), Trees.value(random));
    }
    for (MstNode node : tree.changes().added().values()) {
      byte[] damaged = node.encoded().toArray();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      Cid cid = Cid.of(Cid.Codec.DAG_CBOR, damaged);
      try {
        MstNode read = MstNode.decode(cid, Bytes.wrap(damaged));
        // what is accepted has one form only
        MstNode copy = MstNode.of(read.left(), read.entries().toArray(MstNode.Entry[]::new));
        assertThat(copy.cid()).isEqualTo(cid);
      } catch (MstException refused) {
        assertThat(refused).hasMessageContaining(cid.toString());
      }
    }
  }
}
