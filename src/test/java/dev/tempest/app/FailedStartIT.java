package dev.tempest.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.VolumeLock;
import dev.tempest.testing.ChildServer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever starts the program wrongly is told what to change, and no more than that. */
@Timeout(600)
class FailedStartIT {
  private static final int AT_ONCE = 2;

  @TempDir Path folder;

  @Test
  void namesWhatToChange() throws Exception {
    Path made = Files.createDirectory(folder.resolve("made"));
    assertThat(new ChildServer(made).run("account", "list").exit()).isZero();
    Path newer = Files.createDirectory(folder.resolve("newer"));
    Files.copy(
        made.resolve("account.sqlite"),
        newer.resolve("account.sqlite"),
        StandardCopyOption.REPLACE_EXISTING);
    ofALaterRelease(newer.resolve("account.sqlite"));
    Path held = Files.createDirectory(folder.resolve("held"));
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    var told = new HashMap<String, Future<ChildServer.Outcome>>();
    try (var _ = VolumeLock.acquire(DataDir.create(held));
        var port = new ServerSocket(0);
        var starts = Executors.newFixedThreadPool(AT_ONCE)) {
      Map.of(
              "SECRET_KEY_BASE: must have at least 32 characters",
              Map.of("SECRET_KEY_BASE", "short", "TEMPEST_DATA_DIR", free("of-a-short-key")),
              "SECRET_KEY_BASE: is not the one that this volume was made with",
              Map.of("SECRET_KEY_BASE", "x".repeat(40), "TEMPEST_DATA_DIR", made.toString()),
              "TEMPEST_DATA_DIR: " + held + " is in use by another Tempest (pid ",
              Map.of("TEMPEST_DATA_DIR", held.toString()),
              "TEMPEST_DATA_DIR: cannot make ",
              Map.of("TEMPEST_DATA_DIR", file.resolve("data").toString()),
              "TEMPEST_DATA_DIR: database account.sqlite: database has schema version 99",
              Map.of("TEMPEST_DATA_DIR", newer.toString()),
              "PORT: %d is in use by another process".formatted(port.getLocalPort()),
              Map.of("PORT", "" + port.getLocalPort(), "TEMPEST_DATA_DIR", free("of-a-taken-port")),
              "TEMPEST_BLOB_MAX_BYTES: cannot be read: ",
              Map.of("TEMPEST_BLOB_MAX_BYTES", "abc"),
              "TEMPEST_LOG_LEVEL: must be error, warn, info or debug",
              Map.of("TEMPEST_LOG_LEVEL", "loud", "TEMPEST_DATA_DIR", free("of-a-loud-log")))
          .forEach(
              (line, environment) ->
                  told.put(
                      line,
                      starts.submit(() -> new ChildServer(folder, environment).run("start"))));
    }
    told.forEach(FailedStartIT::assertToldOnly);
  }

  /** A folder of its own for each: starts at once are not to meet at its lock. */
  private String free(String name) {
    return folder.resolve(name).toString();
  }

  private static void ofALaterRelease(Path database) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }
  }

  private static void assertToldOnly(String line, Future<ChildServer.Outcome> start) {
    try {
      var outcome = start.get();
      assertThat(outcome.exit()).as(line).isEqualTo(1);
      assertThat(outcome.err().lines()).as(line).hasSize(1);
      assertThat(outcome.err()).startsWith("tempest: " + line);
      assertThat(outcome.out()).as(line).doesNotContain("\"ERROR\"", "\\tat ", "stackTrace");
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
