package dev.tempest.blob;

import static dev.tempest.blob.BlobFixture.ALICE;
import static dev.tempest.blob.BlobFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Cid;
import dev.tempest.audit.AuditEntry;
import dev.tempest.blob.BlobVerification.Fault;
import dev.tempest.blob.BlobVerification.Report;
import dev.tempest.blob.BlobVerification.Unknown;
import dev.tempest.progress.Progress;
import dev.tempest.sqlite.AccountDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobVerificationTest {
  @TempDir Path root;
  private BlobFixture blobs;
  private BlobVerification verification;

  @BeforeEach
  void open() {
    blobs = new BlobFixture(root, 1_000_000);
    verification =
        new BlobVerification(
            blobs.store, new AccountDatabase(blobs.accounts), blobs.references, blobs.takedowns);
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  private BlobRef published(int size) {
    BlobRef blob = blobs.upload(ALICE, null, new byte[size]);
    blobs.commitReference(ALICE, blob);
    return blob;
  }

  private Path file(BlobRef blob) {
    return root.resolve("blobs/did_plc_alice").resolve(blob.cid().toString());
  }

  private Report verify(boolean hashes) {
    return verification.verify(List.of(ALICE, BOB), hashes, Progress.NONE);
  }

  @Test
  void whatIsRightIsCounted() {
    published(10);
    BlobRef hidden = published(20);
    blobs.takedown.apply(ALICE, hidden.cid(), "note", AuditEntry.ofOperator("test", "test"));
    blobs.upload(BOB, null, new byte[5]); // waits for its record
    assertThat(verify(true))
        .isEqualTo(new Report("blobs", 2, 2, 30, 2, List.of(), List.of()))
        .extracting(Report::hashed)
        .isEqualTo(2L);
  }

  @Test
  void whatIsNotIsNamed() throws IOException {
    BlobRef missing = published(10);
    BlobRef shorter = published(20);
    BlobRef flipped = published(30);
    Cid never = Cid.of(Cid.Codec.RAW, new byte[] {1});
    blobs.references.add(ALICE, never);
    Files.delete(file(missing));
    Files.write(file(shorter), new byte[19]);
    byte[] wrong = new byte[30];
    wrong[29] = 1;
    Files.write(file(flipped), wrong);
    Files.write(root.resolve("blobs/did_plc_alice/stray"), new byte[7]);
    Files.createDirectories(root.resolve("tmp/blobs/did_plc_gone"));
    Files.write(root.resolve("tmp/blobs/did_plc_gone/rubbish"), new byte[8]);

    Report report = verify(true);
    assertThat(report.faults())
        .containsExactlyInAnyOrder(
            new Fault(ALICE, missing.cid(), "is missing"),
            new Fault(ALICE, shorter.cid(), "has 19 bytes, not 20"),
            new Fault(ALICE, never, "was never uploaded"),
            new Fault(
                ALICE,
                flipped.cid(),
                "cannot be read: the blob in the store is not " + flipped.cid()));
    assertThat(report.unknown())
        .containsExactlyInAnyOrder(
            new Unknown("permanent", "did_plc_alice", "stray", 7),
            new Unknown("temporary", "did_plc_gone", "rubbish", 8));
    assertThat(report.referenced()).isEqualTo(4);
    assertThat(verify(false).faults()).hasSize(3); // nobody looked into the flipped one
    assertThat(verification.verifyOne(BOB, true, Progress.NONE))
        .isEqualTo(new Report("blobs", 1, 0, 0, 0, List.of(), List.of()));
  }

  @Test
  void oneAccountsTroubleIsAFaultOfIts() {
    published(10);
    blobs.references.broken = BOB;
    assertThat(verify(false).faults())
        .singleElement()
        .satisfies(fault -> assertThat(fault.did()).isEqualTo(BOB));
  }
}
