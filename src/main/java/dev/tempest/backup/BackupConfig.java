package dev.tempest.backup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** When backups are made, and which are kept. {@link BackupConfigCheck} refuses what is wrong. */
@ConfigMapping(prefix = "tempest.backup")
public interface BackupConfig {
  /** {@code TEMPEST_BACKUP_SCHEDULE}: a cron expression of five fields in UTC, or {@code off}. */
  @WithDefault("off")
  String schedule();

  /** {@code TEMPEST_BACKUP_DRILL_SCHEDULE}: when drills are held, in the same form. */
  @WithDefault("off")
  String drillSchedule();

  /** {@code TEMPEST_BACKUP_KEEP_LAST}: how many of the newest are kept. */
  @WithDefault("7")
  int keepLast();

  /** {@code TEMPEST_BACKUP_KEEP_DAILY}: on how many days the newest of the day is kept. */
  @WithDefault("0")
  int keepDaily();

  /** {@code TEMPEST_BACKUP_KEEP_WEEKLY}: in how many weeks the newest of the week is kept. */
  @WithDefault("0")
  int keepWeekly();
}
