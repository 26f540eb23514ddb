package dev.tempest.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.fault.Refusal;
import dev.tempest.s3.S3Settings;
import dev.tempest.sqlite.DataDir;
import dev.tempest.testing.FaultyProxy;
import dev.tempest.testing.S3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class S3BlobStoreTest extends BlobStoreContract {
  private static final Did DID = new Did("did:web:localhost%3A4000");
  private static final byte[] CONTENT = {1, 2, 3};
  private static final Cid CID = Cid.of(Cid.Codec.RAW, CONTENT);

  /** With a server that never answers. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  @TempDir Path root;
  private final S3Settings bucket = S3Server.shared().newBucket();
  private final FaultyProxy proxy = new FaultyProxy(bucket.endpoint());
  private S3BlobStore store;
  private S3BlobStore faulty;

  @BeforeEach
  void open() {
    var dataDir = DataDir.create(root);
    store = new S3BlobStore(bucket, dataDir);
    faulty = new S3BlobStore(bucket.withEndpoint(proxy.endpoint()), dataDir);
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  @Override
  BlobStore store() {
    return store;
  }

  @Override
  int unfinished() throws IOException {
    try (var files = Files.list(root.resolve("tmp/uploads"))) {
      return (int) files.count();
    }
  }

  private void keep(BlobStore store, Place place) throws IOException {
    try (var upload = store.receive(new ByteArrayInputStream(CONTENT), 10)) {
      upload.keep(DID, place, "image/png");
    }
  }

  private Path object(String key) {
    return S3Server.shared().file(bucket, key);
  }

  @Test
  void objectsLieWhereOperatorsKnowThem() throws IOException {
    keep(store, Place.TEMPORARY);
    assertThat(object("temp/blobs/" + DID + "/" + CID)).hasBinaryContent(CONTENT);
    store.promote(DID, List.of(CID));
    assertThat(object("temp/blobs/" + DID + "/" + CID)).doesNotExist();
    assertThat(object("blobs/" + DID + "/" + CID)).hasBinaryContent(CONTENT);
    store.move(DID, CID, Place.PERMANENT, Place.QUARANTINE);
    assertThat(object("quarantine/blobs/" + DID + "/" + CID)).hasBinaryContent(CONTENT);
  }

  /** What happens to a store, and what it says then. */
  private enum Trouble {
    REFUSES(Refusal.Unavailable.class) {
      @Override
      void befall(FaultyProxy proxy) {
        proxy.refuse();
      }
    },
    STALLS(Refusal.UpstreamTimedOut.class) {
      @Override
      void befall(FaultyProxy proxy) {
        proxy.stall();
      }
    },
    IS_DOWN(Refusal.Unavailable.class) {
      @Override
      void befall(FaultyProxy proxy) {
        proxy.beUnavailable();
      }
    };

    private final Class<? extends Refusal> refusal;

    Trouble(Class<? extends Refusal> refusal) {
      this.refusal = refusal;
    }

    abstract void befall(FaultyProxy proxy);
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void whatFailsLosesNothing(Trouble trouble) throws IOException {
    keep(store, Place.TEMPORARY);
    trouble.befall(proxy);
    var patience = trouble == Trouble.STALLS ? PATIENCE : bucket.patience();
    var faulty =
        new S3BlobStore(
            bucket.withEndpoint(proxy.endpoint()).withPatience(patience), DataDir.create(root));
    assertThatThrownBy(() -> faulty.promote(DID, List.of(CID))).isInstanceOf(trouble.refusal);
    assertThatThrownBy(() -> faulty.delete(DID, CID, Place.TEMPORARY))
        .isInstanceOf(trouble.refusal);
    assertThat(store.exists(DID, CID, Place.TEMPORARY)).isTrue();
    assertThatThrownBy(() -> keep(faulty, Place.PERMANENT)).isInstanceOf(trouble.refusal);
    assertThat(store.exists(DID, CID, Place.PERMANENT)).isFalse();
    assertThat(unfinished()).isZero();

    proxy.heal();
    assertThat(this.faulty.promote(DID, List.of(CID))).isEmpty();
    assertThat(store.exists(DID, CID, Place.PERMANENT)).isTrue();
  }

  @Test
  void contentThatIsCutOffIsNotTakenForWhole() throws IOException {
    keep(store, Place.PERMANENT);
    proxy.cutOffAfter(2);
    try (var blob = faulty.open(DID, CID, Place.PERMANENT).orElseThrow()) {
      assertThatThrownBy(() -> blob.content().readAllBytes()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatChangedOnItsWayIsNotStored() {
    proxy.flipRequestsAt(1);
    assertThatThrownBy(() -> keep(faulty, Place.TEMPORARY)).isInstanceOf(Refusal.class);
    assertThat(store.exists(DID, CID, Place.TEMPORARY)).isFalse();
  }
}
