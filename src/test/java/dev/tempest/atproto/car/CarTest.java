package dev.tempest.atproto.car;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Limits;
import dev.tempest.atproto.data.Node;
import dev.tempest.testing.Mutation;
import dev.tempest.testing.Nodes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CarTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] HELLO = DagCbor.encode(new Node.Text("hello"));
  private static final Cid HELLO_CID = Cid.of(Cid.Codec.DAG_CBOR, HELLO);
  private static final String HEADER =
      "3aa265726f6f747381d82a582500" + HEX.formatHex(HELLO_CID.toBytes()) + "6776657273696f6e01";

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @Test
  void hasTheBytesOfTheFormat() {
    byte[] car = CarWriter.of(HELLO_CID, Map.of(HELLO_CID, Bytes.wrap(HELLO)));
    assertThat(HEX.formatHex(car))
        .isEqualTo(HEADER + "2a" + HEX.formatHex(HELLO_CID.toBytes()) + "6568656c6c6f");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 91, 92, 16_347, 16_348, 1_000_000, 1 << 20})
  void keepsBlocksOfAnySize(int size) throws IOException {
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) 7);
    var cid = Cid.of(Cid.Codec.RAW, content);
    var reader = open(CarWriter.of(cid, Map.of(cid, Bytes.wrap(content))));
    assertThat(reader.roots()).containsExactly(cid);
    assertThat(reader.next()).isEqualTo(new CarReader.Block(cid, Bytes.wrap(content)));
    assertThat(reader.next()).isNull();
    assertThat(reader.next()).isNull();
  }

  @Test
  void hasNoRootsForLooseBlocks() throws IOException {
    var reader = open(CarWriter.of(List.of(), Map.of(HELLO_CID, Bytes.wrap(HELLO))));
    assertThat(reader.roots()).isEmpty();
    assertThat(reader.next()).isNotNull();
    assertThat(reader.next()).isNull();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void keepsBlocksInTheirOrder(long seed) throws IOException {
    var random = new SplittableRandom(seed);
    var blocks = new LinkedHashMap<Cid, Bytes>();
    for (int i = random.nextInt(20); i >= 0; i--) {
      byte[] content = DagCbor.encode(Nodes.object(random));
      blocks.put(Cid.of(Cid.Codec.DAG_CBOR, content), Bytes.wrap(content));
    }
    var stream = new ByteArrayOutputStream();
    var writer = new CarWriter(stream);
    writer.header(blocks.firstEntry().getKey());
    for (var block : blocks.entrySet()) {
      writer.block(block.getKey(), block.getValue().unwrap());
    }
    byte[] car = CarWriter.of(blocks.firstEntry().getKey(), blocks);
    assertThat(stream.toByteArray()).isEqualTo(car);

    var found = new LinkedHashMap<Cid, Bytes>();
    readAll(car).forEach(block -> found.put(block.cid(), block.content()));
    assertThat(found).containsExactlyEntriesOf(blocks);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "empty file, '', 0",
    "header of no bytes, 00, 1",
    "header that is cut off, 3aa265726f6f7473, 8",
    "length that is cut off, ff, 1",
    "length in a longer form than needed, ba00, 0",
    "header of 4 GiB, ffffffff0f, 0",
    "length without an end, ffffffffffffffffffff, 0",
    "header beyond its limit, 818004, 0",
    "header that is an array, 0180, 1",
    "header without roots, 0aa16776657273696f6e01, 1",
    "header with a field too many, 14a361610165726f6f7473806776657273696f6e01, 1",
    "header without version, 08a165726f6f747380, 1",
    "header of version 2, 11a265726f6f7473806776657273696f6e02, 18",
    "roots that are no links, 12a265726f6f747381016776657273696f6e01, 9",
    "bytes in the header behind its map, 12a265726f6f7473806776657273696f6e0100, 18",
  })
  void refusesHeaders(String why, String hex, long offset) {
    assertRefused(HEX.parseHex(hex), offset);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "section of no bytes, 00, 59",
    "section shorter than a CID, 2300, 59",
    "section of 1 TiB, 808080808020, 59",
    "section beyond its limit, a5808040, 59",
  })
  void refusesSections(String why, String hex, long offset) {
    assertRefused(HEX.parseHex(HEADER + hex), offset);
  }

  @Test
  void refusesCidsOfOtherKinds() {
    for (String prefix :
        new String[] {"12200000", "01701220", "01711620", "02711220", "0171121f"}) {
      assertRefused(HEX.parseHex(HEADER + "24" + prefix + "00".repeat(32)), 60);
    }
  }

  @Test
  void refusesABlockThatItsCidDoesNotIdentify() {
    byte[] car = CarWriter.of(HELLO_CID, Map.of(HELLO_CID, Bytes.wrap(HELLO)));
    for (int i = car.length - HELLO.length - 32; i < car.length; i++) {
      byte[] wrong = car.clone();
      wrong[i] ^= 1;
      assertRefused(wrong, 59);
    }
  }

  @Test
  void refusesAFileCutOffInsideOfABlock() throws IOException {
    byte[] car = CarWriter.of(HELLO_CID, Map.of(HELLO_CID, Bytes.wrap(HELLO)));
    for (int end = 0; end < car.length; end++) {
      byte[] part = Arrays.copyOf(car, end);
      if (end == HEADER.length() / 2) {
        assertThat(readAll(part)).isEmpty();
      } else {
        assertRefused(part, end);
      }
    }
  }

  @Test
  void keepsTheLimitsItIsGiven() {
    var limits = new Limits(100, 4, 100, 100);
    byte[] content = new byte[101];
    var cid = Cid.of(Cid.Codec.RAW, content);
    byte[] car = CarWriter.of(HELLO_CID, Map.of(cid, Bytes.wrap(content)));
    assertThatThrownBy(() -> new CarReader(new ByteArrayInputStream(car), limits).next())
        .hasMessage("CAR section of more than 136 bytes at offset 59");
  }

  @Test
  void readsFromStreamsThatGiveLittleAtATime() throws IOException {
    byte[] car = CarWriter.of(HELLO_CID, Map.of(HELLO_CID, Bytes.wrap(HELLO)));
    var trickle =
        new InputStream() {
          private int at;

          @Override
          public int read() {
            return at == car.length ? -1 : car[at++] & 0xff;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            int next = length == 0 ? 0 : read();
            if (next < 0 || length == 0) {
              return next;
            }
            target[offset] = (byte) next;
            return 1;
          }
        };
    var reader = new CarReader(trickle, Limits.BLOCK);
    assertThat(reader.next()).isEqualTo(new CarReader.Block(HELLO_CID, Bytes.wrap(HELLO)));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void damagedFilesAreRefusedOrHoldWhatTheySay(long seed) throws IOException {
    var random = new SplittableRandom(seed);
    var blocks = new LinkedHashMap<Cid, Bytes>();
    for (int i = 0; i < 3; i++) {
      byte[] content = DagCbor.encode(Nodes.object(random));
      blocks.put(Cid.of(Cid.Codec.DAG_CBOR, content), Bytes.wrap(content));
    }
    byte[] valid = CarWriter.of(HELLO_CID, blocks);
    for (int i = 0; i < 100; i++) {
      byte[] damaged = Mutation.of(valid, random);
      try {
        for (var block : readAll(damaged)) {
          assertThat(block.cid().identifies(block.content().unwrap())).isTrue();
        }
      } catch (DecodeException e) {
        assertThat(e.offset()).isBetween(0L, (long) damaged.length);
      }
    }
  }

  private static void assertRefused(byte[] car, long offset) {
    assertThatThrownBy(() -> readAll(car))
        .isInstanceOfSatisfying(
            DecodeException.class, e -> assertThat(e.offset()).isEqualTo(offset));
  }

  private static List<CarReader.Block> readAll(byte[] car) throws IOException {
    var reader = open(car);
    var blocks = new ArrayList<CarReader.Block>();
    for (var block = reader.next(); block != null; block = reader.next()) {
      blocks.add(block);
    }
    return blocks;
  }

  private static CarReader open(byte[] car) throws IOException {
    return new CarReader(new ByteArrayInputStream(car), Limits.BLOCK);
  }
}
