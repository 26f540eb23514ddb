package dev.tempest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.testing.ChildServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** The packaged program on an older release's volume: Flyway works for upgrades only. */
class UpgradeIT {
  @TempDir Path folder;

  @Test
  void bringsAnOlderReleasesDatabaseForward() {
    Path file = DataDir.create(folder).accountDb();
    var old = new SQLiteDataSource();
    old.setUrl("jdbc:sqlite:" + file);
    Migrations.flyway(old, Schema.ACCOUNT).target("2").load().migrate();

    try (var server = new ChildServer(folder)) {
      server.start();
      server.createAccount("alice");
      assertThat(server.stop()).isEqualTo(143);
    }
    assertThat(new DatabaseGlance(file).schemaVersion()).isEqualTo(Schema.ACCOUNT.version());
  }
}
