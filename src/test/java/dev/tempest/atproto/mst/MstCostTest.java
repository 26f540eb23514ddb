package dev.tempest.atproto.mst;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.data.Cid;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a change costs must grow like the tree's height, not like its size. */
class MstCostTest {
  private static final int CHANGES = 300;

  @ParameterizedTest
  @ValueSource(ints = {1_000, 50_000})
  void aChangeTouchesOnePathHoweverLargeTheTree(int size) {
    var random = new SplittableRandom(7);
    var source = new MapSource();
    Cid root = source.store(posts(size, random));
    double height = Math.log(size) / Math.log(4);

    root = measure("appended", size, height, source, root, i -> size + i, random);
    measure("inserted", size, height, source, root, i -> random.nextInt(size), random);
  }

  private static Mst posts(int size, SplittableRandom random) {
    Mst tree = Mst.empty();
    for (int i = 0; i < size; i++) {
      tree = tree.put(key(2 * i), Trees.value(random));
    }
    return tree;
  }

  private static String key(int i) {
    return "app.bsky.feed.post/%013d".formatted(i);
  }

  private interface Place {
    int of(int change);
  }

  private static Cid measure(
      String what,
      int size,
      double height,
      MapSource source,
      Cid start,
      Place place,
      SplittableRandom random) {
    source.reads = 0;
    source.writes = 0;
    Cid root = start;
    int most = 0;
    for (int i = 0; i < CHANGES; i++) {
      int before = source.writes;
      Mst tree = Mst.load(root, source).put(key(2 * place.of(i) + 1), Trees.value(random));
      root = source.store(tree);
      most = Math.max(most, source.writes - before);
    }
    double reads = source.reads / (double) CHANGES;
    double writes = source.writes / (double) CHANGES;
    System.out.printf(
        "%s to %d: %.2f nodes read, %.2f written, at most %d%n", what, size, reads, writes, most);
    assertThat(writes).isLessThan(height + 2);
    assertThat(reads).isLessThan(height + 2);
    assertThat((double) most).isLessThan(2 * height + 4);
    return root;
  }
}
