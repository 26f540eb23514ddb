package dev.tempest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.doctor.Doctor;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.testing.Settled;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** {@code tempest doctor} and {@code tempest config check}, beside a server of development. */
@QuarkusTest
class DoctorCommandTest {
  // not that of the lock: to look at it from inside the server would end the server's claim
  private static final String BESIDE =
      "configuration,machine,volume,secret,database,sequencer,clock,dns,tls,health,websocket,proxy,"
          + "plc,identity,relay,service,blob-store,backup-store";

  @Inject CommandRig rig;
  @Inject Doctor doctor;
  @Inject Sequencer sequencer;

  @Test
  void looksAtTheServerThatRuns() {
    TestAccount.create();
    Settled.seq(sequencer);
    var outcome = rig.run("doctor", "--deep", "--only", BESIDE);
    assertThat(outcome.exit()).as(outcome.out()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.out())
        .containsPattern("(?m)^ok    secret         SECRET_KEY_BASE opens")
        .containsPattern("(?m)^ok    database       account.sqlite: is whole, schema")
        .containsPattern("(?m)^ok    database       repos: [\\d,]+ are whole, signed and complete")
        .containsPattern("(?m)^ok    sequencer      last seq \\d+, 0 events wait")
        .containsPattern("(?m)^skip  tls            TEMPEST_HOSTNAME is localhost")
        .containsPattern("(?m)^skip  plc            TEMPEST_PLC_URL is embedded")
        .containsPattern("\\d+ ok, \\d+ warnings, 0 failures, \\d+ not looked at");
  }

  @Test
  void printsOneObjectForMachines() {
    var outcome = rig.run("doctor", "--json", "--offline", "--only", "configuration,plc");
    assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
    var report = outcome.json();
    assertThat(report.path("healthy").asBoolean()).isTrue();
    assertThat(report.path("counts").path("skipped").asInt()).isEqualTo(1);
    assertThat(report.path("findings").path(1).path("id").asText()).isEqualTo("plc");
    assertThat(report.path("findings").path(1).path("verdict").asText()).isEqualTo("skipped");
  }

  @Test
  void endsWithOneWhenSomethingFails() {
    // the mailbox of the tests is no server
    var outcome = rig.run("doctor", "--only", "smtp");
    assertThat(outcome.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.out()).contains("FAIL  smtp           localhost:587 does not answer", "→ ");
  }

  @Test
  void knowsItsChecks() {
    var outcome = rig.run("doctor", "--only", "tls,weather");
    assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("there is no 'weather'; there are configuration, machine,");
    assertThat(doctor.ids()).contains("server").doesNotHaveDuplicates();
  }

  @Test
  void checksTheConfigurationAlone() {
    var outcome = rig.run("config", "check");
    assertThat(outcome.exit()).as(outcome.out()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.out()).contains("configuration").doesNotContain("volume");
    assertThat(rig.run("config", "check", "--json").json().path("healthy").asBoolean()).isTrue();
  }
}
