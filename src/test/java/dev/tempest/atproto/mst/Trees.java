package dev.tempest.atproto.mst;

import dev.tempest.atproto.data.Cid;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Random keys and trees for tests. */
final class Trees {
  private Trees() {}

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** One of three times {@code space} keys: a small space makes collisions likely. */
  static String key(SplittableRandom random, int space) {
    return "com.example.c" + random.nextInt(3) + "/" + Integer.toString(random.nextInt(space), 36);
  }

  static Cid value(SplittableRandom random) {
    return value(Long.toString(random.nextLong()));
  }

  static Cid value(String text) {
    return Cid.of(Cid.Codec.DAG_CBOR, text.getBytes(StandardCharsets.UTF_8));
  }

  static Mst of(Map<String, Cid> content) {
    Mst tree = Mst.empty();
    for (var entry : content.entrySet()) {
      tree = tree.put(entry.getKey(), entry.getValue());
    }
    return tree;
  }
}
