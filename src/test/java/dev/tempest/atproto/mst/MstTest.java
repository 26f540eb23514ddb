package dev.tempest.atproto.mst;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.data.Cid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tree beside a sorted map, which is too simple to be wrong. */
class MstTest {
  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  private static String key(SplittableRandom random, int space) {
    return "com.example.c" + random.nextInt(3) + "/" + Integer.toString(random.nextInt(space), 36);
  }

  private static Cid value(SplittableRandom random) {
    return Cid.of(
        Cid.Codec.DAG_CBOR, Long.toString(random.nextLong()).getBytes(StandardCharsets.UTF_8));
  }

  private static Cid rootOf(Map<String, Cid> content) {
    Mst tree = Mst.empty(new MapSource());
    content.forEach(tree::put);
    return tree.rootCid();
  }

  @Test
  void emptyTreeHasTheKnownRoot() {
    assertThat(Mst.empty(new MapSource()).rootCid())
        .hasToString("bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm");
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void followsASortedMapThroughCommits(long seed) {
    var random = new SplittableRandom(seed);
    int space = 1 << random.nextInt(2, 10);
    var model = new TreeMap<String, Cid>();
    var source = new MapSource();
    Cid root = source.store(Mst.empty(source));
    for (int commit = 0; commit < 30; commit++) {
      Mst tree = Mst.load(root, source);
      int writes = random.nextInt(1, 20);
      for (int i = 0; i < writes; i++) {
        String key = key(random, space);
        if (random.nextInt(5) < 3) {
          Cid value = value(random);
          tree.put(key, value);
          model.put(key, value);
        } else {
          assertThat(tree.delete(key)).isEqualTo(model.remove(key) != null);
        }
        assertThat(tree.get(key)).isEqualTo(model.get(key));
      }
      root = source.store(tree);
      assertThat(root).isEqualTo(rootOf(model));
      assertHoldsExactly(model, root, source);
    }
  }

  /** The store has the tree's nodes and nothing else, and the tree the model's keys in order. */
  private static void assertHoldsExactly(TreeMap<String, Cid> model, Cid root, MapSource source) {
    Set<Cid> met = new HashSet<>();
    var leaves = new TreeMap<String, Cid>();
    MstWalk.all(Mst.load(root, source), node -> met.add(node.cid()), leaves::put);
    assertThat(leaves).isEqualTo(model);
    assertThat(source.nodes.keySet()).isEqualTo(met);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void insertionOrderDoesNotChangeTheRoot(long seed) {
    var random = new SplittableRandom(seed);
    var content = new TreeMap<String, Cid>();
    for (int i = 0; i < 100; i++) {
      content.put(key(random, 10_000), value(random));
    }
    List<String> keys = new ArrayList<>(content.keySet());
    Collections.shuffle(keys, new Random(seed));
    Mst tree = Mst.empty(new MapSource());
    keys.forEach(key -> tree.put(key, content.get(key)));
    assertThat(tree.rootCid()).isEqualTo(rootOf(content));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aCommitsProofIsEnoughToUndoIt(long seed) {
    var random = new SplittableRandom(seed);
    int space = 1 << random.nextInt(2, 10);
    var model = new TreeMap<String, Cid>();
    var source = new MapSource();
    Cid root = source.store(Mst.empty(source));
    for (int commit = 0; commit < 20; commit++) {
      Mst tree = Mst.load(root, source);
      var before = new TreeMap<String, Cid>();
      var touched = new TreeMap<String, Boolean>();
      for (int i = random.nextInt(1, 10); i > 0; i--) {
        String key = key(random, space);
        if (touched.put(key, true) == null) {
          before.put(key, model.getOrDefault(key, NONE));
          if (model.containsKey(key) && random.nextBoolean()) {
            tree.delete(key);
            model.remove(key);
          } else {
            Cid value = value(random);
            tree.put(key, value);
            model.put(key, value);
          }
        }
      }
      var shown = new MapSource();
      shown.nodes.putAll(tree.changes().added());
      shown.nodes.putAll(MstProof.covering(tree, touched.keySet()));
      Mst undone = Mst.load(tree.rootCid(), shown);
      before.descendingMap().forEach((key, value) -> undo(undone, key, value));
      assertThat(undone.rootCid()).isEqualTo(root);
      root = source.store(tree);
    }
  }

  private static final Cid NONE = Cid.of(Cid.Codec.RAW, new byte[0]);

  private static void undo(Mst tree, String key, Cid before) {
    if (before.equals(NONE)) {
      tree.delete(key);
    } else {
      tree.put(key, before);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void diffTellsWhatChanged(long seed) {
    var random = new SplittableRandom(seed);
    var source = new MapSource();
    var old = new TreeMap<String, Cid>();
    for (int i = random.nextInt(200); i > 0; i--) {
      old.put(key(random, 500), value(random));
    }
    var now = new TreeMap<>(old);
    for (int i = random.nextInt(20); i > 0; i--) {
      String key = key(random, 500);
      if (random.nextBoolean()) {
        now.remove(key);
      } else {
        now.put(key, value(random));
      }
    }
    Mst before = Mst.empty(source);
    old.forEach(before::put);
    Mst after = Mst.empty(source);
    now.forEach(after::put);
    source.nodes.putAll(before.changes().added());
    source.nodes.putAll(after.changes().added());

    var diff = MstDiff.of(Mst.load(before.rootCid(), source), Mst.load(after.rootCid(), source));
    var patched = new TreeMap<>(old);
    diff.leaves()
        .forEach(
            (key, leaf) -> {
              switch (leaf) {
                case MstDiff.Leaf.Added(Cid value) -> assertThat(patched.put(key, value)).isNull();
                case MstDiff.Leaf.Updated(Cid was, Cid value) ->
                    assertThat(patched.put(key, value)).isEqualTo(was);
                case MstDiff.Leaf.Removed(Cid was) ->
                    assertThat(patched.remove(key)).isEqualTo(was);
              }
            });
    assertThat(patched).isEqualTo(now);
    var stored = new HashSet<>(before.changes().added().keySet());
    stored.removeAll(diff.removed().keySet());
    stored.addAll(diff.added().keySet());
    assertThat(stored).isEqualTo(after.changes().added().keySet());
  }

  @Test
  void anInsertTouchesAFewNodesHoweverLargeTheTree() {
    var random = new SplittableRandom(7);
    var source = new MapSource();
    Mst tree = Mst.empty(source);
    int size = 0;
    for (int target : new int[] {1_000, 50_000}) {
      for (; size < target; size++) {
        tree.put("app.bsky.feed.post/" + "%013d".formatted(size), value(random));
      }
      Cid root = source.store(tree);
      source.reads = 0;
      source.writes = 0;
      int inserts = 200;
      for (int i = 0; i < inserts; i++, size++) {
        Mst one = Mst.load(root, source);
        one.put("app.bsky.feed.post/" + "%013d".formatted(size), value(random));
        root = source.store(one);
      }
      System.out.printf(
          "tree of %d: %.2f nodes read and %.2f written per insert%n",
          target, source.reads / (double) inserts, source.writes / (double) inserts);
      double layers = Math.log(size) / Math.log(4);
      assertThat(source.writes / (double) inserts).isLessThan(layers + 2);
      assertThat(source.reads / (double) inserts).isLessThan(layers + 2);
      tree = Mst.load(root, source);
    }
  }

  @Test
  void walksFromAKeyOn() {
    var source = new MapSource();
    Mst tree = Mst.empty(source);
    var random = new SplittableRandom(3);
    var content = new TreeMap<String, Cid>();
    for (int i = 0; i < 500; i++) {
      content.put(key(random, 100_000), value(random));
    }
    content.forEach(tree::put);
    String from = content.keySet().stream().skip(200).findFirst().orElseThrow() + "0";
    var met = new ArrayList<String>();
    MstWalk.from(
        tree,
        from,
        (key, value) -> {
          met.add(key);
          return met.size() < 50;
        });
    assertThat(met)
        .containsExactlyElementsOf(content.tailMap(from).keySet().stream().limit(50).toList());
  }
}
