package dev.tempest.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.BlobStore.Listed;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.fault.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link BlobStore} does. */
abstract class BlobStoreContract {
  private static final Did ALICE = new Did("did:plc:alice");
  private static final Did BOB = new Did("did:web:bob.example.com");
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
  private static final Cid HELLO_CID = Cid.of(Cid.Codec.RAW, HELLO);
  private static final long LIMIT = 1_000_000;

  abstract BlobStore store();

  /** How many uploads lie where they lie before they are kept. */
  abstract int unfinished() throws IOException;

  private static InputStream stream(byte[] content) {
    return new ByteArrayInputStream(content);
  }

  private Cid keep(Did did, byte[] content) throws IOException {
    try (var upload = store().receive(stream(content), LIMIT)) {
      upload.keep(did, Place.TEMPORARY, "text/plain");
      return upload.cid();
    }
  }

  private byte[] read(Did did, Cid cid) throws IOException {
    try (var blob = store().open(did, cid, Place.PERMANENT).orElseThrow()) {
      byte[] content = blob.content().readAllBytes();
      assertThat(blob.size()).isEqualTo(content.length);
      return content;
    }
  }

  @Test
  void anUploadIsHashedAndCounted() throws IOException {
    try (var upload = store().receive(stream(HELLO), LIMIT)) {
      assertThat(upload.cid()).isEqualTo(HELLO_CID);
      assertThat(upload.size()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 300_000})
  void contentComesBackWhateverItsSize(int size) throws IOException {
    byte[] content = new byte[size];
    new SplittableRandom(size).nextBytes(content);
    Cid cid = keep(ALICE, content);
    store().promote(ALICE, List.of(cid));
    assertThat(read(ALICE, cid)).isEqualTo(content);
    assertThat(cid).isEqualTo(Cid.of(Cid.Codec.RAW, content));
  }

  @Test
  void whatIsNotKeptIsDiscarded() throws IOException {
    try (var upload = store().receive(stream(HELLO), LIMIT)) {
      assertThat(unfinished()).isEqualTo(1);
      assertThat(upload.size()).isEqualTo(5);
    }
    assertThat(unfinished()).isZero();
    assertThat(store().exists(ALICE, HELLO_CID, Place.TEMPORARY)).isFalse();
  }

  @Test
  void takesExactlyTheLimitAndNothingBeyond() throws IOException {
    try (var upload = store().receive(stream(HELLO), 5)) {
      assertThat(upload.size()).isEqualTo(5);
    }
    assertThatThrownBy(() -> store().receive(stream(HELLO), 4))
        .isInstanceOf(Refusal.TooLarge.class)
        .hasMessageContaining("4 bytes");
    assertThat(unfinished()).isZero();
  }

  /** A connection that is lost. */
  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("connection reset");
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return read();
    }
  }

  @Test
  void aSenderWhoVanishesLeavesNothing() throws IOException {
    var cutOff = new SequenceInputStream(stream(new byte[100_000]), new Broken());
    assertThatThrownBy(() -> store().receive(cutOff, LIMIT))
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
    assertThat(unfinished()).isZero();
  }

  @Test
  void aTemporaryBlobIsNotOpened() throws IOException {
    keep(ALICE, HELLO);
    assertThat(store().exists(ALICE, HELLO_CID, Place.TEMPORARY)).isTrue();
    assertThat(store().exists(ALICE, HELLO_CID, Place.PERMANENT)).isFalse();
    assertThat(store().open(ALICE, HELLO_CID, Place.PERMANENT)).isEmpty();
  }

  @Test
  void promotingMovesAndIsIdempotent() throws IOException {
    keep(ALICE, HELLO);
    for (int i = 0; i < 3; i++) {
      assertThat(store().promote(ALICE, List.of(HELLO_CID))).isEmpty();
      assertThat(store().exists(ALICE, HELLO_CID, Place.TEMPORARY)).isFalse();
      assertThat(read(ALICE, HELLO_CID)).isEqualTo(HELLO);
    }
  }

  @Test
  void promotingTakesAnotherUploadOfTheSameContent() throws IOException {
    keep(ALICE, HELLO);
    store().promote(ALICE, List.of(HELLO_CID));
    keep(ALICE, HELLO);
    assertThat(store().exists(ALICE, HELLO_CID, Place.TEMPORARY)).isTrue();
    assertThat(store().promote(ALICE, List.of(HELLO_CID))).isEmpty();
    assertThat(store().exists(ALICE, HELLO_CID, Place.TEMPORARY)).isFalse();
    assertThat(read(ALICE, HELLO_CID)).isEqualTo(HELLO);
  }

  @Test
  void promotingNamesWhatIsMissing() throws IOException {
    keep(ALICE, HELLO);
    Cid missing = Cid.of(Cid.Codec.RAW, new byte[] {1});
    assertThat(store().promote(ALICE, List.of(missing, HELLO_CID))).containsExactly(missing);
    assertThat(read(ALICE, HELLO_CID)).isEqualTo(HELLO);
    assertThat(store().promote(ALICE, List.of())).isEmpty();
  }

  @Test
  void accountsDoNotShareBlobs() throws IOException {
    keep(ALICE, HELLO);
    assertThat(store().promote(BOB, List.of(HELLO_CID))).containsExactly(HELLO_CID);
    keep(BOB, HELLO);
    store().promote(BOB, List.of(HELLO_CID));
    store().delete(ALICE, HELLO_CID, Place.TEMPORARY);
    assertThat(read(BOB, HELLO_CID)).isEqualTo(HELLO);
    assertThat(store().open(ALICE, HELLO_CID, Place.PERMANENT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deletingConcernsOnePlaceAndMayBeRepeated(boolean permanent) throws IOException {
    keep(ALICE, HELLO);
    store().promote(ALICE, List.of(HELLO_CID));
    keep(ALICE, HELLO);
    Place place = permanent ? Place.PERMANENT : Place.TEMPORARY;
    Place other = permanent ? Place.TEMPORARY : Place.PERMANENT;
    store().delete(ALICE, HELLO_CID, place);
    store().delete(ALICE, HELLO_CID, place);
    assertThat(store().exists(ALICE, HELLO_CID, place)).isFalse();
    assertThat(store().exists(ALICE, HELLO_CID, other)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(value = Place.class, names = "QUARANTINE", mode = EnumSource.Mode.EXCLUDE)
  void aBlobInQuarantineIsNowhereElseAndComesBack(Place home) throws IOException {
    keep(ALICE, HELLO);
    if (home == Place.PERMANENT) {
      store().promote(ALICE, List.of(HELLO_CID));
    }
    assertThat(store().move(ALICE, HELLO_CID, home, Place.QUARANTINE)).isTrue();
    assertThat(store().exists(ALICE, HELLO_CID, Place.QUARANTINE)).isTrue();
    assertThat(store().exists(ALICE, HELLO_CID, home)).isFalse();
    assertThat(store().open(ALICE, HELLO_CID, Place.PERMANENT)).isEmpty();
    assertThat(store().promote(ALICE, List.of(HELLO_CID))).containsExactly(HELLO_CID);

    assertThat(store().move(ALICE, HELLO_CID, Place.QUARANTINE, Place.PERMANENT)).isTrue();
    assertThat(store().exists(ALICE, HELLO_CID, Place.QUARANTINE)).isFalse();
    assertThat(read(ALICE, HELLO_CID)).isEqualTo(HELLO);
  }

  @Test
  void movingWhatIsNotThereChangesNothing() throws IOException {
    keep(ALICE, HELLO);
    assertThat(store().move(ALICE, HELLO_CID, Place.PERMANENT, Place.QUARANTINE)).isFalse();
    assertThat(store().move(BOB, HELLO_CID, Place.TEMPORARY, Place.QUARANTINE)).isFalse();
    assertThat(store().exists(ALICE, HELLO_CID, Place.TEMPORARY)).isTrue();
    assertThat(store().exists(ALICE, HELLO_CID, Place.QUARANTINE)).isFalse();
  }

  @Test
  void quarantineIsDeletedFrom() throws IOException {
    keep(ALICE, HELLO);
    store().move(ALICE, HELLO_CID, Place.TEMPORARY, Place.QUARANTINE);
    store().delete(ALICE, HELLO_CID, Place.QUARANTINE);
    store().delete(ALICE, HELLO_CID, Place.QUARANTINE);
    assertThat(store().exists(ALICE, HELLO_CID, Place.QUARANTINE)).isFalse();
  }

  @Test
  void deletingAllConcernsOneAccountAndMayBeRepeated() throws IOException {
    Cid other = keep(ALICE, new byte[] {1});
    keep(ALICE, HELLO);
    store().promote(ALICE, List.of(HELLO_CID));
    keep(ALICE, HELLO);
    keep(BOB, HELLO);
    store().promote(BOB, List.of(HELLO_CID));
    for (int i = 0; i < 2; i++) {
      store().deleteAll(ALICE);
      for (Place place : Place.values()) {
        assertThat(store().exists(ALICE, HELLO_CID, place)).isFalse();
        assertThat(store().exists(ALICE, other, place)).isFalse();
      }
      assertThat(store().open(ALICE, HELLO_CID, Place.PERMANENT)).isEmpty();
    }
    assertThat(read(BOB, HELLO_CID)).isEqualTo(HELLO);
    keep(ALICE, HELLO);
    store().promote(ALICE, List.of(HELLO_CID));
    assertThat(read(ALICE, HELLO_CID)).isEqualTo(HELLO);
  }

  @Test
  void anOpenBlobIsReadToItsEndThoughDeleted() throws IOException {
    byte[] content = new byte[200_000];
    Cid cid = keep(ALICE, content);
    store().promote(ALICE, List.of(cid));
    try (var blob = store().open(ALICE, cid, Place.PERMANENT).orElseThrow()) {
      assertThat(blob.content().readNBytes(10)).hasSize(10);
      store().delete(ALICE, cid, Place.PERMANENT);
      assertThat(blob.content().readAllBytes()).hasSize(199_990);
    }
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void anUploadIsKeptWhereItBelongs(Place place) throws IOException {
    try (var upload = store().receive(stream(HELLO), LIMIT)) {
      upload.keep(ALICE, place, "text/plain");
    }
    for (Place other : Place.values()) {
      assertThat(store().exists(ALICE, HELLO_CID, other)).isEqualTo(other == place);
    }
    try (var blob = store().open(ALICE, HELLO_CID, place).orElseThrow()) {
      assertThat(blob.content().readAllBytes()).isEqualTo(HELLO);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0,4", "1,3", "4,4"})
  void aPartIsGivenWithTheSizeOfTheWhole(int first, int last) throws IOException {
    keep(ALICE, HELLO);
    var span = new BlobStore.Span(first, last);
    assertThat(store().open(ALICE, HELLO_CID, span)).isEmpty();
    store().promote(ALICE, List.of(HELLO_CID));
    try (var part = store().open(ALICE, HELLO_CID, span).orElseThrow()) {
      assertThat(part.size()).isEqualTo(HELLO.length);
      assertThat(part.content().readAllBytes())
          .isEqualTo(Arrays.copyOfRange(HELLO, first, last + 1));
    }
  }

  @Test
  void everythingInAPlaceIsListed() throws IOException {
    Cid other = keep(BOB, new byte[] {1, 2, 3});
    keep(ALICE, HELLO);
    store().promote(ALICE, List.of(HELLO_CID));
    keep(ALICE, HELLO);
    store().move(BOB, other, Place.TEMPORARY, Place.QUARANTINE);
    var listed = new Listed(store().nameOf(ALICE), HELLO_CID.toString(), 5);
    assertThat(list(Place.TEMPORARY)).containsExactly(listed);
    assertThat(list(Place.PERMANENT)).containsExactly(listed);
    assertThat(list(Place.QUARANTINE))
        .containsExactly(new Listed(store().nameOf(BOB), other.toString(), 3));
  }

  private List<Listed> list(Place place) {
    var found = new ArrayList<Listed>();
    store().list(place, found::add);
    return found;
  }

  @Test
  void unfinishedUploadsAreDiscardedAndKeptOnesStay() throws IOException {
    keep(ALICE, HELLO);
    try (var upload = store().receive(stream(new byte[10]), LIMIT)) {
      assertThat(upload.size()).isEqualTo(10);
      store().discardUnfinished();
      assertThat(unfinished()).isZero();
    }
    assertThat(store().exists(ALICE, HELLO_CID, Place.TEMPORARY)).isTrue();
  }

  @Test
  void manyMayUploadTheSameAtOnce() throws Exception {
    byte[] content = new byte[500_000];
    new SplittableRandom(7).nextBytes(content);
    Callable<Cid> upload = () -> keep(ALICE, content);
    try (var pool = Executors.newFixedThreadPool(8)) {
      for (var done : pool.invokeAll(Collections.nCopies(16, upload))) {
        assertThat(done.get()).isEqualTo(Cid.of(Cid.Codec.RAW, content));
      }
    }
    Cid cid = Cid.of(Cid.Codec.RAW, content);
    store().promote(ALICE, List.of(cid));
    assertThat(read(ALICE, cid)).isEqualTo(content);
    assertThat(unfinished()).isZero();
  }
}
