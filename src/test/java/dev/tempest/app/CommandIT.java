package dev.tempest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.testing.ChildServer;
import dev.tempest.testing.SeenEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    var server = new ChildServer(dataDir, Map.of("TEMPEST_PASSWORD", PASSWORD));
    assertThat(server.run("secret").exit()).isZero();
    assertThat(dataDir).as("a command that needs no volume").isEmptyDirectory();

    var made = json(server.run("account", "create", "admin.test", "--email", "a@b.co", "--json"));
    var did = new Did(made.path("did").asText());
    assertThat(json(server.run("account", "list", "--json")).path("accounts")).hasSize(1);

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
      assertThat(server.run("account", "show", "nobody.test").exit()).isEqualTo(3);
      assertThat(server.run("account", "takedown", "admin.test").err())
          .as("no terminal to ask at")
          .contains("--yes");

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
    assertThat(server.run("repo", "verify").out()).contains(did + " ok");
    assertThat(server.stop()).isIn(0, 143);
    assertThat(dataDir.resolve(".control")).doesNotExist();
    assertThat(Files.readString(dataDir.resolve("log"))).doesNotContain(PASSWORD);
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

  private static JsonNode json(ChildServer.Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    try {
      return new ObjectMapper().readTree(outcome.out());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
