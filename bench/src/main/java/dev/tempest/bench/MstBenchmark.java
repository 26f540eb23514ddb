package dev.tempest.bench;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.mst.Mst;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One change to a stored tree: nodes read and decoded, changed, encoded and hashed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx2g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MstBenchmark {
  @Param({"1000", "50000", "1000000"})
  public int keys;

  private GrownTree tree;
  private SplittableRandom random;
  private int next;

  @Setup
  public void grow() {
    tree = new GrownTree(keys);
    random = new SplittableRandom(42);
  }

  /** The usual write: a record newer than all others. */
  @Benchmark
  public Mst.Changes append() {
    next = (next + 1) % 1000;
    return changed(tree.newest(next));
  }

  @Benchmark
  public Mst.Changes insertAnywhere() {
    return changed(tree.between(random.nextInt(keys)));
  }

  @Benchmark
  public Mst.Changes delete() {
    return tree.open().delete(GrownTree.key(random.nextInt(keys))).changes();
  }

  @Benchmark
  public Cid get() {
    return tree.open().get(GrownTree.key(random.nextInt(keys)));
  }

  private Mst.Changes changed(String key) {
    return tree.open().put(key, GrownTree.value(next)).changes();
  }
}
