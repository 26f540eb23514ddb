package dev.tempest.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * Gives an empty file its whole schema in one transaction, with the history that Flyway would have
 * written: Flyway goes on from there when a later release brings a script, but is not waited for at
 * a first start.
 */
final class NewDatabase {
  private static final String HISTORY =
      """
      CREATE TABLE "flyway_schema_history" (
          "installed_rank" INT NOT NULL PRIMARY KEY,
          "version" VARCHAR(50),
          "description" VARCHAR(200) NOT NULL,
          "type" VARCHAR(20) NOT NULL,
          "script" VARCHAR(1000) NOT NULL,
          "checksum" INT,
          "installed_by" VARCHAR(100) NOT NULL,
          "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
          "execution_time" INT NOT NULL,
          "success" BOOLEAN NOT NULL
      );
      CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
      """;

  private static final String ENTRY =
      """
      INSERT INTO flyway_schema_history
        (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
      VALUES (?, ?, ?, 'SQL', ?, ?, '', 0, 1)""";

  private NewDatabase() {}

  /** Whether there is nothing in the file yet. */
  static boolean isEmpty(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)")) {
      return row.getBoolean(1);
    }
  }

  static void fill(Connection connection, Schema schema) throws SQLException {
    Database.run(connection, "BEGIN IMMEDIATE");
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(HISTORY);
      int rank = 1;
      for (String resource : schema.resources()) {
        String script = read(resource);
        statement.executeUpdate(script); // every statement of it
        note(connection, rank++, resource, script);
      }
      Database.run(connection, "COMMIT");
    } catch (SQLException | RuntimeException failure) {
      Database.rollBack(connection);
      throw failure;
    }
  }

  private static void note(Connection connection, int rank, String resource, String script)
      throws SQLException {
    String name = resource.substring(resource.lastIndexOf('/') + 1);
    int separator = name.indexOf("__");
    try (var insert = connection.prepareStatement(ENTRY)) {
      insert.setInt(1, rank);
      insert.setString(2, name.substring(1, separator));
      insert.setString(3, description(name.substring(separator + 2)));
      insert.setString(4, resource);
      insert.setInt(5, checksum(script));
      insert.executeUpdate();
    }
  }

  private static String description(String rest) {
    return rest.substring(0, rest.length() - ".sql".length()).replace('_', ' ');
  }

  /** As Flyway sums a script up: its lines, without their ends. */
  private static int checksum(String script) {
    var crc = new CRC32();
    List<String> lines = script.lines().toList();
    lines.forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
    return (int) crc.getValue();
  }

  private static String read(String resource) {
    try (InputStream stream =
        Objects.requireNonNull(
            NewDatabase.class.getClassLoader().getResourceAsStream(resource), resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
