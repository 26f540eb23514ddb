package dev.tempest.atproto.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.testing.Mutation;
import dev.tempest.testing.Nodes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DataPropertiesTest {
  private static final int MUTATIONS = 100;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void cborKeepsEverything(long seed) {
    var node = Nodes.object(new SplittableRandom(seed));
    byte[] encoded = DagCbor.encode(node);
    assertThat(DagCbor.decode(encoded)).isEqualTo(node);
    assertThat(DagCbor.encode(DagCbor.decode(encoded))).isEqualTo(encoded);
    var reader = new CborReader(encoded);
    reader.skip();
    reader.requireEnd();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void jsonKeepsEverything(long seed) {
    var node = Nodes.object(new SplittableRandom(seed));
    String json = DagJson.format(node);
    assertThat(DagJson.parse(json)).isEqualTo(node);
    assertThat(DagJson.format(DagJson.parse(json))).isEqualTo(json);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void orderOfFieldsDoesNotChangeTheEncoding(long seed) {
    var node = Nodes.object(new SplittableRandom(seed));
    var names = new ArrayList<>(node.fields().keySet());
    Collections.shuffle(names, new Random(seed));
    var shuffled = new LinkedHashMap<String, Node>();
    names.forEach(name -> shuffled.put(name, node.fields().getOrDefault(name, Node.NULL)));
    assertThat(DagCbor.encode(new Node.Obj(shuffled))).isEqualTo(DagCbor.encode(node));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void damagedCborIsRefusedOrCanonical(long seed) {
    var random = new SplittableRandom(seed);
    byte[] valid = DagCbor.encode(Nodes.object(random));
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] damaged = Mutation.of(valid, random);
      try {
        assertThat(DagCbor.encode(DagCbor.decode(damaged))).isEqualTo(damaged);
      } catch (DecodeException e) {
        assertThat(e.offset()).isBetween(0L, (long) damaged.length);
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noiseIsRefusedOrCanonical(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] noise = new byte[1 + random.nextInt(40)];
      random.nextBytes(noise);
      try {
        var reader = new CborReader(noise);
        Node node = DagCbor.read(reader);
        assertThat(DagCbor.encode(node)).isEqualTo(Arrays.copyOf(noise, reader.offset()));
      } catch (DecodeException e) {
        assertThat(e.offset()).isBetween(0L, (long) noise.length);
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void damagedJsonIsRefusedOrFitsIntoCbor(long seed) {
    var random = new SplittableRandom(seed);
    byte[] valid = DagJson.format(Nodes.object(random)).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] damaged = Mutation.of(valid, random);
      try {
        Node node = DagJson.parse(damaged);
        assertThat(DagCbor.decode(DagCbor.encode(node))).isEqualTo(node);
      } catch (DecodeException e) {
        assertThat(e.offset()).isBetween(0L, (long) damaged.length);
      }
    }
  }
}
