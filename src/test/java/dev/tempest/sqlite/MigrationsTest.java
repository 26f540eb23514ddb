package dev.tempest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteDataSource;

/** A file is the same whether it was made at once or brought forward release by release. */
class MigrationsTest {
  private static final Database.Size SIZE = new Database.Size(1, 256);

  @TempDir Path folder;

  private SQLiteDataSource source(String name) {
    var source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve(name));
    return source;
  }

  private static List<List<String>> rows(Database database, String sql) {
    return database.read(
        connection -> {
          try (var statement = connection.createStatement();
              var row = statement.executeQuery(sql)) {
            var found = new ArrayList<List<String>>();
            while (row.next()) {
              var cells = new ArrayList<String>();
              for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                cells.add(row.getString(i));
              }
              found.add(cells);
            }
            return found;
          }
        });
  }

  private static List<List<String>> schema(Database database) {
    return rows(
        database,
        "SELECT type, name, replace(sql, 'IF NOT EXISTS ', '') FROM sqlite_schema"
            + " WHERE name NOT LIKE 'flyway%' ORDER BY name");
  }

  private static List<List<String>> historyShape(Database database) {
    var shape = rows(database, "PRAGMA table_info('flyway_schema_history')");
    shape.addAll(rows(database, "PRAGMA index_list('flyway_schema_history')"));
    return shape;
  }

  private static List<List<String>> history(Database database) {
    return rows(
        database,
        "SELECT installed_rank, version, description, type, script, checksum, installed_by, success"
            + " FROM flyway_schema_history ORDER BY installed_rank");
  }

  @ParameterizedTest
  @EnumSource
  void aNewFileIsWhatFlywayWouldHaveMade(Schema schema) {
    var source = source("flyway.sqlite");
    Migrations.flyway(source, schema).load().migrate();
    try (var made = Database.open(folder.resolve("new.sqlite"), schema, SIZE);
        var migrated = Database.open(folder.resolve("flyway.sqlite"), schema, SIZE)) {
      assertThat(schema(made)).isEqualTo(schema(migrated)).isNotEmpty();
      assertThat(historyShape(made)).isEqualTo(historyShape(migrated)).isNotEmpty();
      assertThat(history(made)).isEqualTo(history(migrated)).hasSize(schema.version());
    }
  }

  @ParameterizedTest
  @EnumSource
  void flywayGoesOnFromANewFile(Schema schema) {
    Database.open(folder.resolve("new.sqlite"), schema, SIZE).close();
    var flyway = Migrations.flyway(source("new.sqlite"), schema).load();
    flyway.validate();
    assertThat(flyway.migrate().migrationsExecuted).isZero();
  }

  @Test
  void anOlderReleasesFileIsBroughtForward() {
    Migrations.flyway(source("old.sqlite"), Schema.ACCOUNT).target("2").load().migrate();
    try (var brought = Database.open(folder.resolve("old.sqlite"), Schema.ACCOUNT, SIZE);
        var made = Database.open(folder.resolve("new.sqlite"), Schema.ACCOUNT, SIZE)) {
      assertThat(schema(brought)).isEqualTo(schema(made));
      assertThat(history(brought)).isEqualTo(history(made));
    }
  }

  @Test
  void aNewerReleasesFileIsRefused() {
    Path file = folder.resolve("newer.sqlite");
    try (var database = Database.open(file, Schema.REPO, SIZE)) {
      database.write(
          connection -> {
            Database.run(connection, "PRAGMA user_version = 99");
            return null;
          });
    }
    assertThatThrownBy(() -> Database.open(file, Schema.REPO, SIZE))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("99");
  }
}
