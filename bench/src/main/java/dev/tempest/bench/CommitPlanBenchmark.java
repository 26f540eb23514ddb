package dev.tempest.bench;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.repo.CommitPlan;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.repo.Write;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** A whole commit, signed, with the event's blocks: all of a write that is neither SQL nor HTTP. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx2g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CommitPlanBenchmark {
  private static final Did DID = new Did("did:plc:ewvi7nxzyoun6zhxrhs64oiz");
  private static final Tid BEFORE = Tid.of(1_800_000_000_000_000L, 7);
  private static final Tid REV = Tid.of(1_800_000_000_000_001L, 7);

  @Param({"1000", "50000", "1000000"})
  public int keys;

  private GrownTree tree;
  private Head head;
  private PrivateKey key;
  private List<Write> one;
  private List<Write> twoHundred;

  @Setup
  public void grow() {
    tree = new GrownTree(keys);
    head = new Head(GrownTree.value(0), BEFORE, tree.root());
    key = PrivateKey.generate(Curve.K256, new SecureRandom());
    one = creates(1);
    twoHundred = creates(200);
  }

  private List<Write> creates(int count) {
    return IntStream.range(0, count).mapToObj(this::create).toList();
  }

  private Write create(int nth) {
    return new Write.Create(RecordPath.parse(tree.newest(nth)), Bytes.wrap(Post.encoded(nth)));
  }

  @Benchmark
  public Cid oneRecord() {
    return CommitPlan.of(DID, head, tree, one, REV, key).head().commit();
  }

  @Benchmark
  public Cid twoHundredRecords() {
    return CommitPlan.of(DID, head, tree, twoHundred, REV, key).head().commit();
  }
}
