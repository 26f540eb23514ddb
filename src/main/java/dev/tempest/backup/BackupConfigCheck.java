package dev.tempest.backup;

import dev.tempest.config.BootCheck;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Refuses a schedule that is none, and numbers below zero. */
@Singleton
final class BackupConfigCheck implements BootCheck {
  private final BackupConfig config;

  BackupConfigCheck(BackupConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    Map.of(
            "TEMPEST_BACKUP_SCHEDULE", config.schedule(),
            "TEMPEST_BACKUP_DRILL_SCHEDULE", config.drillSchedule())
        .forEach((variable, schedule) -> checkSchedule(variable, schedule, problems));
    Map.of(
            "TEMPEST_BACKUP_KEEP_LAST", config.keepLast(),
            "TEMPEST_BACKUP_KEEP_DAILY", config.keepDaily(),
            "TEMPEST_BACKUP_KEEP_WEEKLY", config.keepWeekly())
        .forEach(
            (variable, number) -> {
              if (number < 0) {
                problems.add(Problem.fatal(variable, "must not be negative, for example 7"));
              }
            });
    return problems;
  }

  private static void checkSchedule(String variable, String schedule, List<Problem> problems) {
    if (!isTimetable(schedule)) {
      problems.add(
          Problem.fatal(
              variable,
              "must be a cron expression of five fields (minute, hour, day of month, month, day of"
                  + " week), for example \"17 3 * * *\", or off"));
    }
  }

  private static boolean isTimetable(String text) {
    try {
      Timetable.of(text);
      return true;
    } catch (IllegalArgumentException neither) {
      return false;
    }
  }
}
