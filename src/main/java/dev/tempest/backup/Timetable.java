package dev.tempest.backup;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** When the operator wants something done: a cron expression of five fields in UTC, or never. */
public record Timetable(Optional<Cron> cron) {
  private static final String OFF = "off";

  /** {@code IllegalArgumentException} when {@code text} is neither that nor {@code off}. */
  public static Timetable of(String text) {
    if (text.equals(OFF)) {
      return new Timetable(Optional.empty());
    }
    var parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    return new Timetable(Optional.of(parser.parse(text).validate()));
  }

  public boolean isOff() {
    return cron.isEmpty();
  }

  /** How often it was due after {@code since} and before {@code until}, counted to {@code most}. */
  public int due(Instant since, Instant until, int most) {
    if (cron.isEmpty()) {
      return 0;
    }
    var times = ExecutionTime.forCron(cron.get());
    int count = 0;
    Optional<ZonedDateTime> next = times.nextExecution(since.atZone(ZoneOffset.UTC));
    while (count < most && next.isPresent() && next.get().toInstant().isBefore(until)) {
      count++;
      next = times.nextExecution(next.get());
    }
    return count;
  }
}
