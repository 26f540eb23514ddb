package dev.tempest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A look sees everything and leaves nothing. */
class DatabaseGlanceTest {
  private static final SqlFunction<Long> COUNT =
      connection -> {
        try (var statement = connection.createStatement();
            var row = statement.executeQuery("SELECT count(*) FROM repo_seq")) {
          return row.getLong(1);
        }
      };
  private static final SqlFunction<Boolean> INSERT =
      connection -> {
        try (var statement = connection.createStatement()) {
          return statement.execute(
              "INSERT INTO repo_seq (did, rev, type, created_at, packed, frame)"
                  + " VALUES ('a', 'b', 'c', 1, 0, x'00')");
        }
      };

  @TempDir Path folder;

  private Database open() {
    return Database.open(
        folder.resolve("a file.sqlite"), Schema.SEQUENCER, new Database.Size(2, 256));
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void readsAClosedFileWithoutATrace() throws IOException {
    try (var database = open()) {
      database.write(INSERT);
    }
    var glance = new DatabaseGlance(folder.resolve("a file.sqlite"));
    assertThat(glance.read(COUNT)).isEqualTo(1);
    assertThat(glance.schemaVersion()).isEqualTo(Schema.SEQUENCER.version());
    assertThat(glance.faults(false)).isEmpty();
    assertThat(glance.faults(true)).isEmpty();
    assertThat(files()).containsExactly("a file.sqlite");
  }

  @Test
  void readsBesideAServerThatWrites() {
    try (var database = open()) {
      var glance = new DatabaseGlance(folder.resolve("a file.sqlite"));
      database.write(INSERT);
      assertThat(glance.read(COUNT)).isEqualTo(1);
      long during =
          glance.read(
              connection -> {
                COUNT.apply(connection);
                database.write(
                    tx -> {
                      try (var statement = tx.createStatement()) {
                        return statement.execute("DELETE FROM repo_seq");
                      }
                    });
                return COUNT.apply(connection);
              });
      assertThat(during).isZero();
      assertThat(glance.faults(true)).isEmpty();
    }
  }

  /** The log marks the file for the next start, and holds what the file does not. */
  @Test
  void leavesTheLogThatACrashLeft() throws IOException {
    Path crashed = folder.resolve("crashed.sqlite");
    try (var database = open()) {
      database.write(INSERT);
      for (String suffix : List.of("", "-wal")) {
        Files.copy(
            folder.resolve("a file.sqlite" + suffix),
            folder.resolve("crashed.sqlite" + suffix),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    long log = Files.size(folder.resolve("crashed.sqlite-wal"));
    assertThat(log).isPositive();
    var glance = new DatabaseGlance(crashed);
    assertThat(glance.read(COUNT)).isEqualTo(1);
    assertThat(glance.faults(true)).isEmpty();
    assertThat(Files.size(folder.resolve("crashed.sqlite-wal"))).isEqualTo(log);
  }
}
