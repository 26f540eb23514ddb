package dev.tempest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.repo.RepoVerifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.identity.PlcDirectory;
import dev.tempest.identity.PlcOperation;
import dev.tempest.identity.RotationKeys;
import dev.tempest.sqlite.DataDir;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tempest migrate} on the side of this server; the move itself has a test of its own. */
@QuarkusTest
class MigrateCommandTest {
  @Inject CommandRig rig;
  @Inject PlcDirectory directory;
  @Inject RotationKeys rotationKeys;
  @Inject DataDir dataDir;

  private static void addBlob(TestAccount account) {
    Map<String, Object> blob =
        account
            .asCaller()
            .contentType("text/plain")
            .body("a blob".getBytes(StandardCharsets.UTF_8))
            .post("/xrpc/com.atproto.repo.uploadBlob")
            .jsonPath()
            .getMap("blob");
    var write =
        Map.of(
            "repo", account.did(),
            "collection", "com.example.leaving",
            "record", Map.of("image", blob));
    account
        .asCaller()
        .contentType("application/json")
        .body(write)
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200);
  }

  @Test
  void readiesAnAccountToLeave(@TempDir Path folder) throws IOException {
    var account = TestAccount.create();
    addBlob(account);
    var outcome =
        rig.run("migrate", "out", account.handle(), "--output", folder.toString(), "--code");
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.out())
        .contains("1 records verified", "1 blobs, 0 missing", "this server signs the change")
        .contains("tempest migrate in " + account.handle())
        .contains("on its way");
    var did = new Did(account.did());
    var key = directory.document(did).orElseThrow().signingKey().orElseThrow();
    try (var car = Files.newInputStream(folder.resolve("repo.car"));
        var blobs = Files.list(folder.resolve("blobs"))) {
      assertThat(RepoVerifier.verify(car, did, key).records()).isEqualTo(1);
      assertThat(blobs).singleElement().asString().contains("bafkrei");
    }
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    var account = TestAccount.create();
    addBlob(account);
    try (var blobs =
        Files.list(dataDir.blobs().resolve(DataDir.safeName(new Did(account.did()))))) {
      Files.delete(blobs.findFirst().orElseThrow());
    }
    var outcome = rig.run("migrate", "out", account.did(), "--json");
    assertThat(outcome.exit()).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(outcome.json().at("/readiness/missingBlobs")).hasSize(1);
    assertThat(outcome.json().at("/readiness/identityMayChange").asBoolean()).isTrue();
  }

  @Test
  void finishesOnceTheDocumentNamesAnotherServer() {
    var account = TestAccount.create();
    var early = rig.run("migrate", "out", account.did(), "--finish");
    assertThat(early.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(early.err()).contains("still names this server");
    var did = new Did(account.did());
    var last = directory.lastOperation(did).orElseThrow();
    directory.submit(
        did,
        PlcOperation.update(
            last.data().orElseThrow().withPds(URI.create("https://new.example.com")),
            last.cid(),
            rotationKeys.signer()));
    var finished = rig.run("migrate", "out", account.did(), "--finish", "--json");
    assertThat(finished.exit()).as(finished.err()).isEqualTo(ExitCode.DONE);
    assertThat(finished.json().get("movedTo").asText()).isEqualTo("https://new.example.com");
    assertThat(rig.run("account", "show", account.did()).out()).contains("deactivated");
  }

  @Test
  void nothingUnderWay() {
    var none = rig.run("migrate", "rollback", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "--yes");
    assertThat(none.exit()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(none.err()).contains("no migration");
    assertThat(rig.run("migrate", "status", "--json").json().get("migrations")).isEmpty();
  }

  @Test
  void refusesWhatIsNoAddress() {
    for (String[] wrong :
        new String[][] {
          {"migrate", "in", "!"},
          {"migrate", "in", "a.test", "--from", "somewhere"},
          {"migrate", "in", "a.test", "--recovery-key", "did:key:nonsense"},
          {"migrate", "in", "a.test", "--handle", "no handle"}
        }) {
      assertThat(rig.run(wrong).exit()).as(wrong[wrong.length - 1]).isEqualTo(ExitCode.USAGE);
    }
  }
}
