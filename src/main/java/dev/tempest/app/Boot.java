package dev.tempest.app;

import dev.tempest.account.AccountDeletion;
import dev.tempest.account.SecretCanary;
import dev.tempest.config.ServerConfig;
import dev.tempest.sequencer.AccountOutbox;
import dev.tempest.sequencer.Outbox;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.sqlite.SequencerDatabase;
import dev.tempest.sqlite.VolumeLock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The server's first and last steps. Before the port opens: the volume is claimed, and what a crash
 * left in the outboxes is in the log. At the end: the log takes what is pending, then files close.
 */
@Singleton
final class Boot {
  private static final Logger LOG = Logger.getLogger(Boot.class);

  /** After the boot checks, before everything that serves. */
  private static final int AFTER_CHECKS = 100;

  private final ServerConfig config;
  private final Instance<Storage> storage;
  private @Nullable Storage opened;

  Boot(ServerConfig config, Instance<Storage> storage) {
    this.config = config;
    this.storage = storage;
  }

  /** What is opened at start, in one place: asking for it opens it. */
  @Singleton
  record Storage(
      VolumeLock lock,
      AccountDatabase accounts,
      SequencerDatabase log,
      RepoFiles repos,
      Sequencer sequencer,
      Outbox outbox,
      AccountOutbox accountOutbox,
      SecretCanary canary,
      AccountDeletion deletion) {}

  void start(@Observes @Priority(AFTER_CHECKS) StartupEvent start) {
    if (!config.serving()) {
      return;
    }
    Storage found = storage.get();
    opened = found;
    found.canary().check();
    found.repos().closingRule(found.outbox());
    found.deletion().finishInterrupted();
    recoverOutboxes(found);
    found.accountOutbox().recover();
    found.sequencer().start();
  }

  private static void recoverOutboxes(Storage storage) {
    int events = 0;
    var files = storage.repos().leftOpen();
    for (var file : files) {
      events += storage.outbox().recover(file);
    }
    if (!files.isEmpty()) {
      LOG.infof(
          "event=outboxes_recovered files=%d events=%d: the last stop was not a clean one",
          files.size(), events);
    }
  }

  void stop(@Observes ShutdownEvent stop) {
    Storage found = opened;
    if (found == null) {
      return;
    }
    found.sequencer().close();
    found.repos().close();
    found.log().database().close();
    found.accounts().database().close();
    found.lock().close();
  }
}
