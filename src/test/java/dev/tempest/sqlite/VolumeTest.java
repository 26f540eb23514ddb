package dev.tempest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.config.ServerConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VolumeTest {
  @TempDir Path root;

  private static ServerConfig config(boolean serving) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withMapping(ServerConfig.class)
        .withDefaultValues(Map.of("tempest.serving", Boolean.toString(serving)))
        .build()
        .getConfigMapping(ServerConfig.class);
  }

  @Test
  void oneServerAVolumeAndCommandsBesideIt() {
    var dataDir = DataDir.create(root);
    try (var server = Volume.lock(dataDir, config(true))) {
      assertThat(server).isNotNull();
      assertThatThrownBy(() -> Volume.lock(dataDir, config(true)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use by another Tempest");
      try (var command = Volume.lock(dataDir, config(false))) {
        assertThat(command).isNotNull();
      }
      assertThatThrownBy(() -> Volume.lock(dataDir, config(true)))
          .hasMessageContaining("in use by another Tempest");
    }
    Volume.lock(dataDir, config(true)).close();
  }
}
