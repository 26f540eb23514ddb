package dev.tempest.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.cli.ExitCode;
import dev.tempest.cli.TestCommands;
import dev.tempest.control.ControlClient;
import dev.tempest.control.ControlServer;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.VolumeLock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandRunnerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path root;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String name) {
    var runner =
        new CommandRunner(
            new ControlClient(root, JSON), JSON, this::onVolume, Duration.ofMillis(100));
    var outWriter = new PrintWriter(out, true);
    var errWriter = new PrintWriter(err, true);
    return TestCommands.line()
        .execute(
            List.of(name),
            outWriter,
            errWriter,
            (command, parsed) -> runner.run(command, parsed, outWriter, errWriter));
  }

  private int onVolume(IntSupplier work) {
    try (var _ = VolumeLock.acquire(DataDir.create(root))) {
      out.append("held: ");
      return work.getAsInt();
    }
  }

  @Test
  void holdsTheVolumeOnlyForThoseWhoNeedIt() {
    assertThat(run("free")).isZero();
    assertThat(run("alone")).isZero();
    assertThat(out).hasToString("free\nheld: alone\n");
  }

  @Test
  void refusesBesideAServerWhatCannotRunThere() {
    var server = new ControlServer(root, TestCommands.line(), JSON);
    try (var _ = VolumeLock.acquire(DataDir.create(root))) {
      server.start();
      assertThat(run("free")).isZero();
      assertThat(run("alone")).isEqualTo(ExitCode.FAILED);
      assertThat(err.toString())
          .contains("cannot run beside it")
          .contains("pid " + ProcessHandle.current().pid());
    } finally {
      server.stop();
    }
  }

  @Test
  void saysWhoHoldsAVolumeAndTakesNoCommands() {
    try (var _ = VolumeLock.acquire(DataDir.create(root))) {
      assertThat(run("alone")).isEqualTo(ExitCode.FAILED);
      assertThat(err.toString())
          .contains("takes no commands")
          .contains("pid " + ProcessHandle.current().pid());
    }
  }
}
