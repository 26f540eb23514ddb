package dev.tempest.atproto.repo;

import static dev.tempest.atproto.repo.RepoFixture.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.car.CarWriter;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.mst.MstException;
import dev.tempest.atproto.syntax.Did;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepoVerifierTest {
  private final RepoFixture repo = new RepoFixture();

  @BeforeEach
  void fill() {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      writes.add(create("com.example.c/" + i, "text " + i % 150)); // some records are equal
    }
    repo.commit(writes);
  }

  private static RepoVerifier.Report verify(byte[] car) throws IOException {
    return RepoVerifier.verify(
        new ByteArrayInputStream(car), RepoFixture.DID, RepoFixture.KEY.publicKey());
  }

  private byte[] car(Map<Cid, Bytes> blocks) {
    return CarWriter.of(repo.requireHead().commit(), blocks);
  }

  @Test
  void countsWhatItVerified() throws IOException {
    var report = verify(repo.export());
    assertThat(report.head()).isEqualTo(repo.requireHead().commit());
    assertThat(report.commit().rev()).isEqualTo(repo.requireHead().rev());
    assertThat(report.records()).isEqualTo(200);
    assertThat(report.nodes()).isEqualTo(repo.nodes.size());
    assertThat(report.unrelated()).isZero();
  }

  @Test
  void verifiesTheEmptyRepository() throws IOException {
    var empty = new RepoFixture();
    empty.commit();
    var report = verify(empty.export());
    assertThat(report.records()).isZero();
    assertThat(report.nodes()).isEqualTo(1);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void takesBlocksInAnyOrder(long seed) throws IOException {
    var entries = new ArrayList<>(repo.blocks().entrySet());
    Collections.shuffle(entries, new Random(seed));
    var shuffled = new LinkedHashMap<Cid, Bytes>();
    entries.forEach(entry -> shuffled.put(entry.getKey(), entry.getValue()));
    var report = verify(car(shuffled));
    assertThat(report.records()).isEqualTo(200);
    assertThat(report.unrelated()).isZero();
  }

  @Test
  void countsBlocksThatNothingRefersTo() throws IOException {
    var blocks = repo.blocks();
    Bytes record = RepoFixture.record("alone");
    blocks.put(RepoFixture.cid(record), record);
    byte[] image = "raw".getBytes(StandardCharsets.UTF_8);
    blocks.put(Cid.of(Cid.Codec.RAW, image), Bytes.wrap(image));
    assertThat(verify(car(blocks)).unrelated()).isEqualTo(2);
  }

  @Test
  void refusesAnotherAccountOrKey() {
    byte[] car = repo.export();
    assertThatThrownBy(
            () ->
                RepoVerifier.verify(
                    new ByteArrayInputStream(car),
                    new Did("did:web:example.com"),
                    RepoFixture.KEY.publicKey()))
        .isInstanceOf(VerifyException.class);
    var otherKey = RepoFixture.key(dev.tempest.atproto.crypto.Curve.K256, 8).publicKey();
    assertThatThrownBy(
            () -> RepoVerifier.verify(new ByteArrayInputStream(car), RepoFixture.DID, otherKey))
        .isInstanceOf(VerifyException.class)
        .hasMessageContaining("signed");
  }

  @Test
  void missesAnyBlock() {
    var blocks = repo.blocks();
    for (Cid cid : blocks.keySet()) {
      var rest = new LinkedHashMap<>(blocks);
      rest.remove(cid);
      assertThatThrownBy(() -> verify(car(rest)))
          .isInstanceOfAny(VerifyException.class, MstException.class);
    }
  }

  @Test
  void refusesRecordsThatAreNone() {
    byte[] text = {0x63, 'a', 'b', 'c'}; // canonical, but no map
    repo.commit(new Write.Create(RepoFixture.path("com.example.c/text"), Bytes.wrap(text)));
    assertThatThrownBy(() -> verify(repo.export())).isInstanceOf(VerifyException.class);
    var shuffled = new LinkedHashMap<Cid, Bytes>();
    shuffled.put(RepoFixture.cid(Bytes.wrap(text)), Bytes.wrap(text));
    shuffled.putAll(repo.blocks());
    assertThatThrownBy(() -> verify(car(shuffled))).isInstanceOf(VerifyException.class);
  }

  @Test
  void refusesEveryCutAndDamage() {
    byte[] car = new RepoFixtureOfTwo().export();
    for (int length = 0; length < car.length; length++) {
      byte[] cut = Arrays.copyOf(car, length);
      assertThatThrownBy(() -> verify(cut))
          .isInstanceOfAny(DecodeException.class, VerifyException.class, MstException.class);
      byte[] damaged = car.clone();
      damaged[length] ^= 1;
      assertThatThrownBy(() -> verify(damaged))
          .isInstanceOfAny(DecodeException.class, VerifyException.class, MstException.class);
    }
  }

  private static final class RepoFixtureOfTwo {
    private final RepoFixture repo = new RepoFixture();

    byte[] export() {
      repo.commit(create("com.example.c/a", "a"), create("com.example.c/b", "b"));
      return repo.export();
    }
  }

  @Test
  void passesOnWhatTheStreamThrows() {
    byte[] start = Arrays.copyOf(repo.export(), 5_000);
    var failing =
        new InputStream() {
          private int position;

          @Override
          public int read() throws IOException {
            if (position == start.length) {
              throw new IOException("gone");
            }
            return start[position++] & 0xff;
          }
        };
    assertThatThrownBy(
            () -> RepoVerifier.verify(failing, RepoFixture.DID, RepoFixture.KEY.publicKey()))
        .isInstanceOf(IOException.class)
        .hasMessage("gone");
  }
}
