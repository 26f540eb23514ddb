package dev.tempest.bench;

import dev.tempest.atproto.mst.Mst;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Prints how many tree nodes one insert reads and writes, at several sizes, as Markdown rows. */
public final class NodesTouched {
  private static final int INSERTS = 2_000;

  private NodesTouched() {}

  public static void main(String[] sizes) {
    System.out.println("| records | insert | nodes written, mean | most | nodes read, mean |");
    System.out.println("|---|---|---|---|---|");
    for (String size : sizes.length > 0 ? sizes : new String[] {"1000", "50000", "1000000"}) {
      var tree = new GrownTree(Integer.parseInt(size));
      var random = new SplittableRandom(42);
      print(tree, "newest", tree::newest);
      print(tree, "anywhere", _ -> tree.between(random.nextInt(tree.keys())));
    }
  }

  private static void print(GrownTree tree, String kind, IntFunction<String> keys) {
    long written = 0;
    long most = 0;
    long readBefore = tree.reads();
    for (int i = 0; i < INSERTS; i++) {
      Mst changed = tree.open().put(keys.apply(i), GrownTree.value(i));
      int added = changed.changes().added().size();
      written += added;
      most = Math.max(most, added);
    }
    System.out.printf(
        "| %,d | %s | %.1f | %d | %.1f |%n",
        tree.keys(),
        kind,
        (double) written / INSERTS,
        most,
        (double) (tree.reads() - readBefore) / INSERTS);
  }
}
