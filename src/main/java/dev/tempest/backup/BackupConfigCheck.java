package dev.tempest.backup;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
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
    if (!config.schedule().equals(BackupSchedule.OFF) && !isCron(config.schedule())) {
      problems.add(
          Problem.fatal(
              "TEMPEST_BACKUP_SCHEDULE",
              "must be a cron expression of five fields (minute, hour, day of month, month, day of"
                  + " week), for example \"17 3 * * *\", or off"));
    }
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

  private static boolean isCron(String text) {
    try {
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
          .parse(text)
          .validate();
      return true;
    } catch (IllegalArgumentException noCron) {
      return false;
    }
  }
}
