package dev.tempest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code tempest blob}. */
@QuarkusTest
class BlobCommandTest {
  @Inject CommandRig rig;

  private static Object upload(TestAccount account, byte[] content) {
    return account
        .asCaller()
        .contentType("text/plain")
        .body(content)
        .post("/xrpc/com.atproto.repo.uploadBlob")
        .then()
        .statusCode(200)
        .extract()
        .path("blob");
  }

  private static void refer(TestAccount account, Object blob) {
    account
        .asCaller()
        .contentType("application/json")
        .body(
            Map.of(
                "repo",
                account.did(),
                "collection",
                "com.example.file",
                "record",
                Map.of("$type", "com.example.file", "file", blob)))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200);
  }

  @Test
  void verifiesAnAccount() {
    var account = TestAccount.create();
    refer(account, upload(account, new byte[1500]));
    var outcome = rig.run("blob", "verify", "--account", account.handle(), "--hashes");
    assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.out())
        .contains("1 accounts, 1 blobs referred to, 1.5 kB there, 1 hashed: 0 faults, 0 unknown");
    var json = rig.run("blob", "verify", "--account", account.did(), "--json").json();
    assertThat(json.path("referenced").asInt()).isEqualTo(1);
    assertThat(json.path("hashed").asInt()).isZero();
    assertThat(rig.run("blob", "verify", "--account", "nobody.test").exit())
        .isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void tellsWhatWouldBeCollected() {
    var outcome = rig.run("blob", "gc", "--dry-run");
    assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.out()).startsWith("would remove 0 uploads and 0 orphans, 0 B; ");
    assertThat(rig.run("blob", "gc", "--json").json().path("failed").asInt()).isZero();
  }

  @Test
  void movingNeedsAStoreToMoveTo() {
    var outcome = rig.run("blob", "move", "--to", "s3");
    assertThat(outcome.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).contains("TEMPEST_BLOB_S3_ENDPOINT must be set");
    assertThat(rig.run("blob", "move", "--to", "tape").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(rig.run("blob", "move").exit()).isEqualTo(ExitCode.USAGE);
  }
}
