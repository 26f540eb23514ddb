package dev.tempest.atproto.mst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.Cid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree beside a sorted map, which is too simple to be wrong. */
class MstTest {
  static LongStream seeds() {
    return Trees.seeds();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void followsASortedMapThroughCommits(long seed) {
    var random = new SplittableRandom(seed);
    int space = 1 << random.nextInt(2, 10);
    var model = new TreeMap<String, Cid>();
    var source = new MapSource();
    Cid root = source.store(Mst.empty());
    for (int commit = 0; commit < 30; commit++) {
      Mst tree = Mst.load(root, source);
      int writes = random.nextInt(1, 20);
      for (int i = 0; i < writes; i++) {
        String key = Trees.key(random, space);
        if (random.nextInt(5) < 3) {
          Cid value = Trees.value(random);
          tree = tree.put(key, value);
          model.put(key, value);
        } else {
          tree = tree.delete(key);
          model.remove(key);
        }
        assertThat(tree.get(key)).isEqualTo(model.get(key));
      }
      root = source.store(tree);
      assertThat(root).isEqualTo(Trees.of(model).root());
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
      content.put(Trees.key(random, 10_000), Trees.value(random));
    }
    List<String> keys = new ArrayList<>(content.keySet());
    Collections.shuffle(keys, new Random(seed));
    Mst tree = Mst.empty();
    for (String key : keys) {
      tree = tree.put(key, content.get(key));
    }
    assertThat(tree.root()).isEqualTo(Trees.of(content).root());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void deletingWhatWasPutLeavesNoTrace(long seed) {
    var random = new SplittableRandom(seed);
    var source = new MapSource();
    var content = new TreeMap<String, Cid>();
    for (int i = random.nextInt(60); i > 0; i--) {
      content.put(Trees.key(random, 1000), Trees.value(random));
    }
    Mst stored = Mst.load(source.store(Trees.of(content)), source);
    Mst tree = stored;
    var added = new ArrayList<String>();
    for (int i = 0; i < 20; i++) {
      String key = "com.example.d/" + random.nextInt(1_000_000);
      added.add(key);
      tree = tree.put(key, Trees.value(random));
    }
    for (String key : added) {
      tree = tree.delete(key);
    }
    assertThat(tree.root()).isEqualTo(stored.root());
    assertThat(tree.changes().added()).isEmpty();
    assertThat(tree.changes().removed()).isEmpty();
  }

  @Test
  void aChangeLeavesTheTreeItWasMadeFrom() {
    Cid value = Trees.value("a");
    Mst one = Mst.empty().put("com.example.c/a", value);
    Mst two = one.put("com.example.c/b", value);
    Mst none = one.delete("com.example.c/a");
    assertThat(one.get("com.example.c/a")).isEqualTo(value);
    assertThat(one.get("com.example.c/b")).isNull();
    assertThat(two.get("com.example.c/b")).isEqualTo(value);
    assertThat(none.root()).isEqualTo(Mst.empty().root());
  }

  @Test
  void whatChangesNothingIsTheSameTree() {
    var source = new MapSource();
    Mst tree = Mst.empty().put("com.example.c/a", Trees.value("a"));
    tree = Mst.load(source.store(tree), source);
    assertThat(tree.put("com.example.c/a", Trees.value("a"))).isSameAs(tree);
    assertThat(tree.delete("com.example.c/b")).isSameAs(tree);
    assertThat(Mst.empty().delete("com.example.c/b").changes().removed()).isEmpty();
  }

  @Test
  void theEmptyTreeIsANodeToStore() {
    assertThat(Mst.empty().changes().added()).containsOnlyKeys(Mst.empty().root());
    var source = new MapSource();
    Mst empty = Mst.load(source.store(Mst.empty()), source);
    assertThat(empty.changes().added()).isEmpty();
    Mst one = empty.put("com.example.c/a", Trees.value("a"));
    assertThat(one.changes().removed()).containsExactly(empty.root());
    Mst again = Mst.load(source.store(one), source).delete("com.example.c/a");
    assertThat(again.changes().added()).containsOnlyKeys(empty.root());
    assertThat(again.changes().removed()).containsExactly(one.root());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/a", "a/", "a/b/c", "a/b c", "a/ä", "a/b\u0000", "a/b@"})
  void refusesKeysThatAreNoRecordPath(String key) {
    assertThatThrownBy(() -> Mst.empty().put(key, Trees.value("a")))
        .isInstanceOf(MstException.class);
  }

  @Test
  void keysHaveAtMost1024Characters() {
    String longest = "a/" + "b".repeat(1022);
    assertThat(Mst.empty().put(longest, Trees.value("a")).get(longest)).isNotNull();
    assertThatThrownBy(() -> Mst.empty().put(longest + "b", Trees.value("a")))
        .isInstanceOf(MstException.class)
        .hasMessageContaining("…");
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void diffTellsWhatChanged(long seed) {
    var random = new SplittableRandom(seed);
    var old = new TreeMap<String, Cid>();
    for (int i = random.nextInt(200); i > 0; i--) {
      old.put(Trees.key(random, 500), Trees.value(random));
    }
    var now = new TreeMap<>(old);
    for (int i = random.nextInt(20); i > 0; i--) {
      String key = Trees.key(random, 500);
      if (random.nextBoolean()) {
        now.remove(key);
      } else {
        now.put(key, Trees.value(random));
      }
    }
    var source = new MapSource();
    var before = Trees.of(old).changes().added();
    var after = Trees.of(now).changes().added();
    before.forEach((cid, node) -> source.nodes.put(cid, node.encoded()));
    after.forEach((cid, node) -> source.nodes.put(cid, node.encoded()));

    var diff =
        MstDiff.of(Mst.load(Trees.of(old).root(), source), Mst.load(Trees.of(now).root(), source));
    assertThat(patched(old, diff)).isEqualTo(now);
    var stored = new HashSet<>(before.keySet());
    stored.removeAll(diff.removed().keySet());
    stored.addAll(diff.added().keySet());
    assertThat(stored).isEqualTo(after.keySet());
    // the roots are read even when they are equal
    assertThat(source.reads).isLessThanOrEqualTo(diff.added().size() + diff.removed().size() + 2);
  }

  private static TreeMap<String, Cid> patched(TreeMap<String, Cid> old, MstDiff diff) {
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
    return patched;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void walksFromAKeyOn(long seed) {
    var random = new SplittableRandom(seed);
    var content = new TreeMap<String, Cid>();
    for (int i = random.nextInt(300); i > 0; i--) {
      content.put(Trees.key(random, 1000), Trees.value(random));
    }
    String from = Trees.key(random, 1000);
    var met = new ArrayList<String>();
    MstWalk.from(
        Trees.of(content),
        from,
        (key, value) -> {
          met.add(key);
          return met.size() < 50;
        });
    assertThat(met)
        .containsExactlyElementsOf(content.tailMap(from).keySet().stream().limit(50).toList());
  }
}
