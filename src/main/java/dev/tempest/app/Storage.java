package dev.tempest.app;

import dev.tempest.account.AccountDeletion;
import dev.tempest.account.SecretCanary;
import dev.tempest.sequencer.AccountOutbox;
import dev.tempest.sequencer.Outbox;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.sqlite.SequencerDatabase;
import dev.tempest.sqlite.VolumeLock;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What lies on the volume, opened by the one process that holds it: the server, or a command where
 * there is none. What a crash left in the outboxes is in the log before anything else happens; at
 * the end the log takes what is pending, then files close.
 */
@Singleton
final class Storage {
  private static final Logger LOG = Logger.getLogger(Storage.class);

  private final Instance<Beans> beans;
  private @Nullable Beans opened;

  Storage(Instance<Beans> beans) {
    this.beans = beans;
  }

  /** In one place: asking for them claims the volume and opens the files. */
  @Singleton
  record Beans(
      VolumeLock lock,
      AccountDatabase accounts,
      SequencerDatabase log,
      RepoFiles repos,
      Sequencer sequencer,
      Outbox outbox,
      AccountOutbox accountOutbox,
      SecretCanary canary,
      AccountDeletion deletion) {}

  void open() {
    Beans found = beans.get();
    opened = found;
    found.canary().check();
    found.repos().closingRule(found.outbox());
    found.deletion().finishInterrupted();
    recoverOutboxes(found);
    found.accountOutbox().recover();
    found.sequencer().start();
  }

  private static void recoverOutboxes(Beans storage) {
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

  void close() {
    Beans found = opened;
    if (found == null) {
      return;
    }
    opened = null;
    found.sequencer().close();
    found.repos().close();
    found.log().database().close();
    found.accounts().database().close();
    found.lock().close();
  }
}
