package dev.tempest.cli;

import dev.tempest.config.ServerConfig;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import picocli.CommandLine.IVersionProvider;

/** {@code tempest --version}. */
@Dependent
@Unremovable // picocli asks for it by name
final class VersionProvider implements IVersionProvider {
  private final ServerConfig config;

  VersionProvider(ServerConfig config) {
    this.config = config;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"tempest " + config.version()};
  }
}
