package dev.tempest.doctor;

import dev.tempest.sequencer.StoredLog;
import dev.tempest.sequencer.WaitingEvents;
import dev.tempest.sqlite.DatabaseGlance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How far the log of events is, and whether any wait to get into it. */
@Singleton
final class SequencerCheck implements Check {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Databases databases;

  SequencerCheck(Databases databases) {
    this.databases = databases;
  }

  @Override
  public String id() {
    return "sequencer";
  }

  @Override
  public Reach reach() {
    return Reach.HERE;
  }

  @Override
  public Duration patience(Examination examination) {
    return PATIENCE;
  }

  @Override
  public List<Finding> look(Examination examination) throws IOException {
    var unread = databases.whyUnread();
    if (unread.isPresent()) {
      return List.of(Finding.skipped(this, unread.get()));
    }
    long last = databases.log().read(StoredLog::lastSeq);
    var files = databases.repoFiles();
    long waiting =
        databases
            .log()
            .read(
                log -> {
                  long count =
                      databases
                          .accounts()
                          .read(accounts -> WaitingEvents.ofAccounts(accounts, log));
                  for (Path file : files) {
                    count += new DatabaseGlance(file).read(repo -> WaitingEvents.ofRepo(repo, log));
                  }
                  return count;
                });
    String seen = "last seq %d, %d events wait in outboxes".formatted(last, waiting);
    return List.of(
        waiting == 0
            ? Finding.ok(this, "", seen)
            : Finding.warn(
                this,
                "",
                seen,
                "beside a server look again in a minute; else the next start delivers them:"
                    + " tempest start"));
  }
}
