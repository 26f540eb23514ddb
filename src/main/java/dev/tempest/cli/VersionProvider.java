package dev.tempest.cli;

import dev.tempest.config.ServerConfig;
import picocli.CommandLine.IVersionProvider;

/** {@code tempest --version}. */
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
