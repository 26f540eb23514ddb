package dev.tempest.doctor;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.backup.BackupConfig;
import dev.tempest.backup.OperationRun;
import dev.tempest.backup.OperationRuns;
import dev.tempest.backup.OperationRuns.Operation;
import dev.tempest.backup.Timetable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether backups are made as often as they are to be, and whether one was ever proven. */
@Singleton
final class BackupCheck implements Check {
  private static final Duration WITHOUT_SCHEDULE = Duration.ofDays(7);
  private static final Duration BETWEEN_DRILLS = Duration.ofDays(35);

  /** What a backup may take. */
  private static final Duration GRACE = Duration.ofHours(2);

  private static final String MAKE = "make one: tempest backup create";
  private static final String DRILL = "restore one for a trial: tempest backup drill";

  private final String schedule;
  private final Databases databases;
  private final InstantSource clock;

  BackupCheck(BackupConfig config, Databases databases, InstantSource clock) {
    this.schedule = config.schedule();
    this.databases = databases;
    this.clock = clock;
  }

  @Override
  public String id() {
    return "backup";
  }

  @Override
  public Reach reach() {
    return Reach.HERE;
  }

  @Override
  public List<Finding> look(Examination examination) {
    var unread = databases.whyUnread();
    if (unread.isPresent()) {
      return List.of(Finding.skipped(this, unread.get()));
    }
    var findings = new ArrayList<Finding>();
    var good = lastGood(Operation.BACKUP);
    failed(Operation.BACKUP, "last", MAKE).ifPresent(findings::add);
    findings.add(good.isEmpty() ? none() : age(good.get()));
    if (good.isPresent()) {
      failed(Operation.DRILL, "drill", DRILL).ifPresent(findings::add);
      findings.add(drill(lastGood(Operation.DRILL)));
    }
    return findings;
  }

  private Optional<OperationRun> lastGood(Operation operation) {
    return databases.accounts().read(connection -> OperationRuns.lastGood(connection, operation));
  }

  private Optional<Finding> failed(Operation operation, String subject, String remedy) {
    return databases
        .accounts()
        .read(connection -> OperationRuns.last(connection, operation))
        .filter(run -> run.endedAt() != null && !run.succeeded())
        .map(
            run ->
                Finding.fail(
                    this,
                    subject,
                    "%s failed: %s".formatted(run.name(), reason(run.detail())),
                    "mend what it names, then " + remedy));
  }

  private static String reason(@Nullable String detail) {
    return detail == null
        ? "it does not say why"
        : Network.text(DagJson.parse(detail), "error").orElse(detail);
  }

  private Finding none() {
    return Finding.warn(
        this,
        "age",
        "no backup was ever made",
        Timetable.of(schedule).isOff()
            ? MAKE + "; and every night: TEMPEST_BACKUP_SCHEDULE=\"17 3 * * *\""
            : MAKE + ", or wait for the first of TEMPEST_BACKUP_SCHEDULE");
  }

  private Finding age(OperationRun good) {
    var age = Duration.between(good.startedAt(), clock.instant());
    String seen = "the last good one is %s old: %s".formatted(Shown.time(age), good.name());
    if (Timetable.of(schedule).isOff()) {
      return age.compareTo(WITHOUT_SCHEDULE) > 0
          ? Finding.warn(
              this,
              "age",
              seen + ", and none are scheduled",
              "have one made every night: TEMPEST_BACKUP_SCHEDULE=\"17 3 * * *\"")
          : Finding.ok(this, "age", seen + "; none are scheduled");
    }
    return switch (missed(good.startedAt())) {
      case 0 -> Finding.ok(this, "age", seen);
      case 1 -> Finding.warn(this, "age", seen + "; one was due since", MAKE);
      default ->
          Finding.fail(
              this,
              "age",
              seen + "; several were due since",
              "see why the schedule does not run: the server's log, event=backup_; and " + MAKE);
    };
  }

  /** How many were due and should be done; no more than two are counted. */
  private int missed(Instant since) {
    return Timetable.of(schedule).due(since, clock.instant().minus(GRACE), 2);
  }

  private Finding drill(Optional<OperationRun> good) {
    if (good.isEmpty()) {
      return Finding.warn(this, "drill", "no backup was ever restored for a trial", DRILL);
    }
    var age = Duration.between(good.get().startedAt(), clock.instant());
    String seen = "the last good drill was %s ago".formatted(Shown.time(age));
    return age.compareTo(BETWEEN_DRILLS) > 0
        ? Finding.warn(this, "drill", seen, DRILL)
        : Finding.ok(this, "drill", seen);
  }
}
