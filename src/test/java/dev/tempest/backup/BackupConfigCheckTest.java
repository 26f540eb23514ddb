package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.config.BootCheck;
import org.junit.jupiter.api.Test;

/** Bad settings name themselves. */
class BackupConfigCheckTest {
  private record Fixed(
      String schedule, String drillSchedule, int keepLast, int keepDaily, int keepWeekly)
      implements BackupConfig {}

  private static java.util.List<BootCheck.Problem> problems(String schedule, int keepLast) {
    return new BackupConfigCheck(new Fixed(schedule, "off", keepLast, 0, 0)).problems();
  }

  @Test
  void cronAndOffPass() {
    assertThat(problems("off", 7)).isEmpty();
    assertThat(problems("17 3 * * *", 0)).isEmpty();
    assertThat(problems("*/30 * * * 1-5", 1)).isEmpty();
  }

  @Test
  void whatIsNoCronStopsTheStart() {
    for (String schedule : new String[] {"daily", "0 17 3 * * ?", "61 3 * * *", ""}) {
      assertThat(problems(schedule, 7))
          .singleElement()
          .matches(BootCheck.Problem::fatal)
          .extracting(BootCheck.Problem::variable)
          .isEqualTo("TEMPEST_BACKUP_SCHEDULE");
    }
    assertThat(new BackupConfigCheck(new Fixed("off", "weekly", 7, 0, 0)).problems())
        .extracting(BootCheck.Problem::variable)
        .containsExactly("TEMPEST_BACKUP_DRILL_SCHEDULE");
    assertThat(problems("off", -1))
        .extracting(BootCheck.Problem::variable)
        .containsExactly("TEMPEST_BACKUP_KEEP_LAST");
  }
}
