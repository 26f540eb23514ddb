package dev.tempest.sqlite;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** Brings a database file up to its schema's version. */
final class Migrations {
  private Migrations() {}

  /**
   * Runs Flyway only when an older release's file is to be brought forward: asking it costs 40 ms,
   * and natively most of a second the first time; reading the pragma costs nothing. Refuses a file
   * of a newer version.
   */
  static void apply(DataSource source, Schema schema) throws SQLException {
    int found = versionAfterFilling(source, schema);
    if (found > schema.version()) {
      throw new SQLException(
          "database has schema version %d, this Tempest knows %d: it was written by a newer release"
              .formatted(found, schema.version()));
    }
    if (found == schema.version()) {
      return;
    }
    flyway(source, schema).load().migrate();
    try (Connection connection = source.getConnection()) {
      if (userVersion(connection) != schema.version()) {
        throw new SQLException("migrations of " + schema + " did not set user_version");
      }
    }
  }

  static FluentConfiguration flyway(DataSource source, Schema schema) {
    return Flyway.configure()
        .dataSource(source)
        .resourceProvider(new Scripts(schema))
        .javaMigrations();
  }

  private static int versionAfterFilling(DataSource source, Schema schema) throws SQLException {
    try (Connection connection = source.getConnection()) {
      int found = userVersion(connection);
      if (found > 0 || !NewDatabase.isEmpty(connection)) {
        return found;
      }
      NewDatabase.fill(connection, schema);
      return userVersion(connection);
    }
  }

  private static int userVersion(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA user_version")) {
      return row.getInt(1);
    }
  }

  private record Scripts(Schema schema) implements ResourceProvider {
    @Override
    public @Nullable LoadableResource getResource(String name) {
      return schema.resources().contains(name) ? new Script(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return schema.resources().stream()
          .filter(name -> fileName(name).startsWith(prefix))
          .filter(name -> List.of(suffixes).stream().anyMatch(name::endsWith))
          .<LoadableResource>map(Script::new)
          .toList();
    }
  }

  private static final class Script extends LoadableResource {
    private final String name;

    Script(String name) {
      this.name = name;
    }

    @Override
    public Reader read() {
      var stream = Migrations.class.getClassLoader().getResourceAsStream(name);
      return new InputStreamReader(Objects.requireNonNull(stream, name), StandardCharsets.UTF_8);
    }

    @Override
    public String getAbsolutePath() {
      return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return name;
    }

    @Override
    public String getFilename() {
      return fileName(name);
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }

  private static String fileName(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
