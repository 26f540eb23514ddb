package dev.tempest.app;

import dev.tempest.config.ServerConfig;
import dev.tempest.control.ControlServer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/** The server's first and last steps, around those of the features. */
@Singleton
final class Boot {
  /** After the boot checks, before everything that serves. */
  private static final int AFTER_CHECKS = 100;

  /** Commands find a server that has settled what a crash left. */
  private static final int LAST = 10_000;

  /** Commands end while there is still something to work on. */
  private static final int FIRST = 1;

  private final ServerConfig config;
  private final Storage storage;
  private final Instance<ControlServer> control;

  Boot(ServerConfig config, Storage storage, Instance<ControlServer> control) {
    this.config = config;
    this.storage = storage;
    this.control = control;
  }

  void start(@Observes @Priority(AFTER_CHECKS) StartupEvent start) {
    if (config.serving()) {
      storage.open();
    }
  }

  void takeCommands(@Observes @Priority(LAST) StartupEvent start) {
    if (config.serving()) {
      control.get().start();
    }
  }

  void endCommands(@Observes @Priority(FIRST) ShutdownEvent stop) {
    if (config.serving()) {
      control.get().stop();
    }
  }

  void stop(@Observes ShutdownEvent stop) {
    storage.close();
  }
}
