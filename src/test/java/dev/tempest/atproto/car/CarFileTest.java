package dev.tempest.atproto.car;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarFileTest {
  @TempDir Path folder;

  private CarFile open(byte[] car) throws IOException {
    Path file = Files.write(folder.resolve("file.car"), car);
    return CarFile.open(file, Limits.BLOCK);
  }

  private static Map<Cid, Bytes> blocks(int count, int longest) {
    var random = new SplittableRandom(count);
    var blocks = new LinkedHashMap<Cid, Bytes>();
    while (blocks.size() < count) {
      byte[] content = new byte[8 + random.nextInt(longest)];
      random.nextBytes(content);
      blocks.put(Cid.of(Cid.Codec.RAW, content), Bytes.wrap(content));
    }
    return blocks;
  }

  @Test
  void findsEveryBlockAndNoOther() throws IOException {
    // small ones: more than the table has room for at first
    var blocks = blocks(20_000, 4);
    blocks.putAll(blocks(300, 9_000));
    Cid root = blocks.keySet().iterator().next();
    try (var car = open(CarWriter.of(root, blocks))) {
      assertThat(car.roots()).containsExactly(root);
      assertThat(car.blocks()).isEqualTo(blocks.size());
      blocks.forEach((cid, content) -> assertThat(car.find(cid)).isEqualTo(content));
      blocks(100, 7).keySet().stream()
          .filter(cid -> !blocks.containsKey(cid))
          .forEach(cid -> assertThat(car.find(cid)).isNull());
    }
  }

  @Test
  void countsABlockOnceHoweverOftenItComes() throws IOException {
    byte[] content = {1, 2, 3};
    Cid cid = Cid.of(Cid.Codec.RAW, content);
    var bytes = new ByteArrayOutputStream();
    var writer = new CarWriter(bytes);
    writer.header(cid);
    for (int i = 0; i < 5_000; i++) {
      writer.block(cid, content);
    }
    try (var car = open(bytes.toByteArray())) {
      assertThat(car.blocks()).isEqualTo(1);
      assertThat(car.find(cid)).isEqualTo(Bytes.wrap(content));
    }
  }

  @Test
  void refusesWhatIsCutOffOrDamaged() {
    var blocks = blocks(3, 50);
    byte[] whole = CarWriter.of(blocks.keySet().iterator().next(), blocks);
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 1);
    assertThatThrownBy(() -> open(cut)).isInstanceOf(DecodeException.class);
    byte[] damaged = whole.clone();
    damaged[whole.length - 1] ^= 1;
    assertThatThrownBy(() -> open(damaged)).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> open(new byte[0])).isInstanceOf(DecodeException.class);
  }
}
