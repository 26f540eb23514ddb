package dev.tempest.blob;

import static dev.tempest.blob.BlobFixture.ALICE;
import static dev.tempest.blob.BlobFixture.BOB;
import static dev.tempest.blob.BlobFixture.QUOTA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.fault.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobQuotaTest {
  @TempDir Path root;
  private BlobFixture blobs;

  @BeforeEach
  void open() {
    blobs = new BlobFixture(root, 2 * QUOTA);
    blobs.addAccount(ALICE);
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  private void assertRefused(byte[] content) {
    assertThatThrownBy(() -> blobs.upload(ALICE, null, content))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class,
            refusal -> assertThat(refusal.error()).isEqualTo("BlobQuotaExceeded"));
  }

  @Test
  void whatFitsIsTakenAndMoreIsNotStored() throws Exception {
    blobs.setQuota(ALICE, OptionalLong.of(10));
    blobs.upload(ALICE, null, new byte[6]);
    BlobRef last = blobs.upload(ALICE, null, new byte[4]);
    assertRefused(new byte[1]);
    assertThat(blobs.quota.of(ALICE)).isEqualTo(new BlobQuota.Usage(2, 10, OptionalLong.of(10)));
    try (var uploads = Files.list(root.resolve("tmp/uploads"))) {
      assertThat(uploads).isEmpty();
    }
    assertThat(blobs.upload(ALICE, null, new byte[4])).isEqualTo(last); // it is there already
  }

  @Test
  void removedBlobsMakeRoom() {
    blobs.setQuota(ALICE, OptionalLong.of(10));
    BlobRef blob = blobs.upload(ALICE, null, new byte[10]);
    blobs.commitReference(ALICE, blob);
    assertRefused(new byte[1]);
    blobs.commitRemoval(ALICE, blob.cid());
    blobs.upload(ALICE, null, new byte[9]);
  }

  @Test
  void anAccountsOwnQuotaComesBeforeEverybodys() {
    assertThat(blobs.quota.of(ALICE).quota()).hasValue(QUOTA);
    blobs.setQuota(ALICE, OptionalLong.of(0));
    assertRefused(new byte[1]);
    blobs.upload(BOB, null, new byte[1]);
    blobs.setQuota(ALICE, OptionalLong.empty());
    blobs.upload(ALICE, null, new byte[1]);
  }

  @Test
  void aQuotaBelowWhatIsThereTakesNothingAway() {
    BlobRef blob = blobs.upload(ALICE, null, new byte[10]);
    blobs.commitReference(ALICE, blob);
    blobs.setQuota(ALICE, OptionalLong.of(5));
    assertRefused(new byte[1]);
    assertThat(blobs.open(ALICE, blob.cid())).isPresent();
  }
}
