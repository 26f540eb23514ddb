package dev.tempest.bench;

import dev.tempest.atproto.car.CarReader;
import dev.tempest.atproto.car.CarWriter;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.Limits;
import dev.tempest.atproto.data.Node;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** DAG-CBOR of a post, and CAR files of a thousand posts, per block. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
  private static final int BLOCKS = 1_000;

  private Node post;
  private byte[] encoded;
  private Map<Cid, Bytes> blocks;
  private Cid root;
  private byte[] car;

  @Setup
  public void fill() {
    post = Post.node(1);
    encoded = Post.encoded(1);
    root = Cid.of(Cid.Codec.DAG_CBOR, encoded);
    blocks = new LinkedHashMap<>();
    for (int i = 0; i < BLOCKS; i++) {
      byte[] content = Post.encoded(i);
      blocks.put(Cid.of(Cid.Codec.DAG_CBOR, content), Bytes.wrap(content));
    }
    car = CarWriter.of(root, blocks);
  }

  @Benchmark
  public byte[] encode() {
    return DagCbor.encode(post);
  }

  @Benchmark
  public Node decode() {
    return DagCbor.decode(encoded);
  }

  @Benchmark
  public Cid hash() {
    return Cid.of(Cid.Codec.DAG_CBOR, encoded);
  }

  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public byte[] writeCar() {
    return CarWriter.of(root, blocks);
  }

  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public long readCar() throws IOException {
    var reader = new CarReader(new ByteArrayInputStream(car), Limits.BLOCK);
    long bytes = 0;
    for (var block = reader.next(); block != null; block = reader.next()) {
      bytes += block.content().length();
    }
    return bytes;
  }
}
