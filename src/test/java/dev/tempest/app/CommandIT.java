package dev.tempest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.control.ControlClient;
import dev.tempest.control.Request;
import dev.tempest.testing.ChildServer;
import dev.tempest.testing.SeenEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's commands on one volume: without a server, beside one, and after its death. */
class CommandIT {
  private static final String PASSWORD = "correct horse";

  @TempDir Path folder;

  @Test
  void runsWithAndWithoutAServer() throws IOException {
    Path dataDir = Files.createDirectory(folder.resolve("data"));
    try (var server = new ChildServer(dataDir, Map.of("TEMPEST_PASSWORD", PASSWORD))) {
      runsWithAndWithoutAServer(dataDir, server);
    }
    assertThat(dataDir.resolve(".control")).doesNotExist();
    assertThat(Files.readString(dataDir.resolve("log"))).doesNotContain(PASSWORD);
  }

  private static void runsWithAndWithoutAServer(Path dataDir, ChildServer server)
      throws IOException {
    assertThat(server.run("secret").exit()).isZero();
    var examined = server.run("doctor", "--offline");
    assertThat(examined.exit()).as(examined.out() + examined.err()).isZero();
    assertThat(dataDir).as("a command that needs no volume").isEmptyDirectory();

    var made = server.run("account", "create", "admin.test", "--email", "a@b.co", "--json");
    assertThat(made.exit()).as(made.err()).isZero();
    var did = new Did(new ObjectMapper().readTree(made.out()).path("did").asText());

    server.start();
    try (var seen = new SeenEvents(server, did)) {
      var login = Map.of("identifier", "admin.test", "password", PASSWORD);
      assertThat(server.post("com.atproto.server.createSession", login, null).status())
          .isEqualTo(200);
      assertThat(server.run("account", "takedown", "admin.test", "--yes").out())
          .contains("is taken down");
      awaitStatus(seen, "takendown");
      assertThat(server.post("com.atproto.server.createSession", login, null).status())
          .as("the server knows at once")
          .isEqualTo(401);
      server.kill();
    }
    assertThat(dataDir.resolve(".control")).as("a stale socket").exists();
    assertThat(server.run("account", "untakedown", "admin.test").out()).contains("active again");

    server.start();
    try (var seen = new SeenEvents(server, did)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(seen.types())
                      .containsExactly(
                          "#identity",
                          "#account",
                          "#commit",
                          "#sync", // made
                          "#account", // taken down
                          "#account",
                          "#identity",
                          "#sync"));
    }
    assertThat(inServer(dataDir, "repo", "verify")).contains(did + " ok");
    assertThat(server.stop()).isIn(0, 143);
  }

  @Test
  void saysNumbersAlikeInEveryCountry() throws IOException {
    Path dataDir = Files.createDirectory(folder.resolve("data"));
    var egypt = Map.of("JDK_JAVA_OPTIONS", "-Duser.language=ar -Duser.country=EG");
    try (var server = new ChildServer(dataDir, egypt)) {
      var alone = server.run("backup", "create", "--output", folder.toString());
      assertThat(alone.out()).containsPattern("files, [0-9.]+ [kM]?B, in [0-9]+\\.[0-9] s");
      server.start();
      assertThat(inServer(dataDir, "backup", "create", "--output", folder.toString()))
          .containsPattern("a write: [0-9]+\\.[0-9] ms");
      server.stop();
      assertThat(Files.readString(dataDir.resolve("log")))
          .containsPattern("event=drained unanswered=0 sequenced=true millis=[0-9]+");
    }
  }

  private static void awaitStatus(SeenEvents seen, String status) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(seen.events())
                    .last()
                    .isInstanceOfSatisfying(
                        Event.Account.class,
                        account -> assertThat(account.status()).isEqualTo(status)));
  }

  /** As a process of its own would ask the server, without its start. */
  private static String inServer(Path dataDir, String... arguments) {
    var out = new ByteArrayOutputStream();
    var request = new Request(List.of(arguments), dataDir.toString(), false, Map.of());
    try (var server = new ControlClient(dataDir, new ObjectMapper()).connect().orElseThrow()) {
      assertThat(server.run(request, out, OutputStream.nullOutputStream())).isZero();
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
