package dev.tempest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.config.ServerConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How checks are run, whatever they look at. */
class DoctorTest {
  private record Fake(String id, Check.Reach reach, Duration patience, Callable<String> seeing)
      implements Check {
    Fake(String id, Check.Reach reach, Callable<String> seeing) {
      this(id, reach, Duration.ofSeconds(30), seeing);
    }

    @Override
    public Duration patience(Examination examination) {
      return patience;
    }

    @Override
    public List<Finding> look(Examination examination) throws Exception {
      return List.of(Finding.ok(this, "", seeing.call()));
    }
  }

  private static Report examine(String hostname, Examination examination, Check... checks) {
    var server =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(ServerConfig.class)
            .withDefaultValues(Map.of("tempest.hostname", hostname))
            .build()
            .getConfigMapping(ServerConfig.class);
    var told = new ArrayList<Finding>();
    var report = new Doctor(List.of(checks), server).examine(examination, told::add);
    assertThat(told).isEqualTo(report.findings());
    return report;
  }

  private static Finding failure(String id, String why) {
    return new Finding(
        id,
        "",
        Verdict.FAIL,
        "cannot be looked at: " + why,
        "mend what the message names, then: tempest doctor --only " + id);
  }

  @Test
  void findingsAreInOrderHoweverLongTheyTake() {
    var second = new CountDownLatch(1);
    var report =
        examine(
            "pds.example.com",
            Examination.USUAL,
            new Fake(
                "first",
                Check.Reach.HERE,
                () -> {
                  second.await();
                  return "slow";
                }),
            new Fake(
                "second",
                Check.Reach.HERE,
                () -> {
                  second.countDown();
                  return "fast";
                }));
    assertThat(report.findings()).extracting(Finding::seen).containsExactly("slow", "fast");
    assertThat(report.healthy()).isTrue();
    assertThat(report.counts()).isEqualTo(new Report.Counts(2, 0, 0, 0));
  }

  @Test
  void whatThrowsOrTakesTooLongHasFailedAndHoldsUpNobody() {
    var report =
        examine(
            "pds.example.com",
            Examination.USUAL,
            new Fake(
                "throws",
                Check.Reach.HERE,
                () -> {
                  throw new IllegalStateException("no luck");
                }),
            new Fake(
                "hangs",
                Check.Reach.HERE,
                Duration.ofSeconds(1),
                () -> {
                  new CountDownLatch(1).await();
                  return "never";
                }),
            new Fake("fine", Check.Reach.HERE, () -> "seen"));
    assertThat(report.findings().subList(0, 2))
        .containsExactly(failure("throws", "no luck"), failure("hangs", "no result within 1 s"));
    assertThat(report.healthy()).isFalse();
    assertThat(report.counts()).isEqualTo(new Report.Counts(1, 0, 2, 0));
  }

  @Test
  void looksOnlyWhereItMay() {
    var checks =
        new Check[] {
          new Fake("here", Check.Reach.HERE, () -> "seen"),
          new Fake("service", Check.Reach.SERVICES, () -> "seen"),
          new Fake("public", Check.Reach.PUBLIC, () -> "seen")
        };
    var offline = new Examination(Set.of(), true, false, Optional.empty());
    assertThat(examine("pds.example.com", Examination.USUAL, checks).counts().ok()).isEqualTo(3);
    assertThat(examine("pds.example.com", offline, checks).findings())
        .extracting(Finding::verdict)
        .containsExactly(Verdict.OK, Verdict.SKIPPED, Verdict.SKIPPED);
    assertThat(examine("localhost", Examination.USUAL, checks).findings())
        .extracting(Finding::seen)
        .containsExactly(
            "seen", "seen", "TEMPEST_HOSTNAME is localhost: nobody else sees this server");
    var two = new Examination(Set.of("here", "public"), false, false, Optional.empty());
    assertThat(examine("pds.example.com", two, checks).findings())
        .extracting(Finding::id)
        .containsExactly("here", "public");
  }
}
