package dev.tempest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.secret.Passwords;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.testing.Settled;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands but {@code tempest account}. */
@QuarkusTest
class ToolCommandTest {
  @Inject CommandRig rig;
  @Inject Passwords passwords;
  @Inject Sequencer sequencer;

  @Test
  void makesSecrets() {
    String secret = rig.run("secret").out().strip();
    assertThat(secret).hasSize(64).isNotEqualTo(rig.run("secret").out().strip());
  }

  @Test
  void hashesTokens() {
    var fresh = rig.run("argon", "--json").json();
    assertThat(passwords.matches(fresh.path("hash").asText(), fresh.path("token").asText()))
        .isTrue();
    String token = "a token of the operator's own choice";
    String hash = rig.run("argon", token, "--only-hash").out().strip();
    assertThat(hash).startsWith("$argon2id$v=19$");
    assertThat(passwords.matches(hash, token)).isTrue();
    var env = rig.run(Map.of("token", token), "argon", "--from-env");
    assertThat(env.out()).contains("ADMIN_TOKEN=" + token, "TEMPEST_ADMIN_TOKEN_HASH='$argon2id$");
    for (String[] wrong :
        new String[][] {
          {"argon", "too short"}, {"argon", "--from-env"}, {"argon", token, "--from-env"}
        }) {
      assertThat(rig.run(wrong).exit()).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void makesKeysAsTheConfigurationTakesThem() {
    var made = rig.run("key", "generate", "--json").json();
    String secret = made.path("privateKey").asText();
    assertThat(secret).startsWith("u");
    var key = PrivateKey.of(Curve.K256, Base64.getUrlDecoder().decode(secret.substring(1)));
    assertThat(made.path("didKey").asText()).isEqualTo(key.publicKey().toDidKey());
  }

  @Test
  void tellsOfTheLog() {
    TestAccount.create();
    Settled.seq(sequencer);
    var status = rig.run("sequencer", "status", "--json").json();
    assertThat(status.path("lastSeq").asLong()).isPositive();
    assertThat(status.path("oldestSeq").asLong()).isPositive();
    assertThat(rig.run("sequencer", "status").out()).startsWith("last seq ");
  }

  @Test
  void verifiesExportsAndImports(@TempDir Path folder) throws IOException {
    var account = TestAccount.create();
    write(account, "first");
    assertThat(rig.run("repo", "verify", account.handle()).out())
        .contains(account.did() + " ok: commit bafy", " 1 records");

    Path file = folder.resolve("alice.car");
    var exported = rig.run("repo", "export", account.did(), "-o", file.toString(), "--json").json();
    assertThat(exported.path("bytes").asLong()).isEqualTo(Files.size(file));
    assertThat(exported.path("path").asText()).isEqualTo(file.toString());
    var twice = rig.run("repo", "export", account.did(), "-o", file.toString());
    assertThat(twice.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(twice.err()).contains("exists already");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }

    write(account, "second");
    var imported = rig.run("repo", "import", account.did(), file.toString(), "--json");
    assertThat(imported.exit()).as(imported.err()).isZero();
    assertThat(imported.json().path("records").asLong()).isEqualTo(1);
    Files.write(file, new byte[] {1, 2, 3});
    assertThat(rig.run("repo", "import", account.did(), file.toString()).exit())
        .isEqualTo(ExitCode.FAILED);
    var missing = rig.run("repo", "import", account.did(), folder.resolve("none").toString());
    assertThat(missing.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(missing.err()).contains("no such file");
    assertThat(rig.run("repo", "verify", account.did(), "nobody.test").exit())
        .isEqualTo(ExitCode.NOT_FOUND);
  }

  private static void write(TestAccount account, String text) {
    account
        .asCaller()
        .contentType("application/json")
        .body(
            Map.of(
                "repo",
                account.did(),
                "collection",
                "com.example.tool",
                "record",
                Map.of("text", text)))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200);
  }
}
