package dev.tempest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.atproto.repo.VerifyException;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.progress.ByteCount;
import dev.tempest.progress.Progress.Unit;
import dev.tempest.sqlite.StorageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OperatorCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(boolean watched, String... arguments) {
    var outWriter = new PrintWriter(out, true);
    var errWriter = new PrintWriter(err, true);
    var invocation =
        new Invocation(
            outWriter, errWriter, Path.of("/home/op"), watched, () -> false, new ObjectMapper());
    return TestCommands.line()
        .execute(
            List.of(arguments),
            outWriter,
            errWriter,
            (command, parsed) ->
                command.execute(
                    new GivenAnswers(Map.of("secret", "s")),
                    invocation,
                    OperatorCommand.Place.HERE));
  }

  @Test
  void printsForPeopleAndForMachines() throws JsonProcessingException {
    assertThat(run(false, "greet", "alice")).isZero();
    assertThat(out).hasToString("hello alice of s in /home/op/file\n");
    assertThat(err).hasToString("thinking\n");
    out.getBuffer().setLength(0);
    assertThat(run(false, "greet", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).path("hello").asText())
        .isEqualTo("world");
  }

  @Test
  void leavesTheTerminalsLineBeforeItPrints() {
    assertThat(run(true, "greet")).isZero();
    assertThat(err.toString()).startsWith("\rthinking  0").endsWith("\n");
  }

  @Test
  void tellsFailuresToPeopleAndToMachines() throws JsonProcessingException {
    assertThat(run(false, "greet", "nobody", "--json")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(err.toString()).endsWith("nobody is here\n");
    var told = new ObjectMapper().readTree(out.toString());
    assertThat(told.path("error").asText()).isEqualTo("NotFound");
    assertThat(told.path("message").asText()).isEqualTo("nobody is here");
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(run(false, "greet", "a", "b")).isEqualTo(ExitCode.USAGE);
    assertThat(run(false, "what")).isEqualTo(ExitCode.USAGE);
    assertThat(run(false)).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void eachFailureHasItsExitCode() {
    assertThat(exitCode(() -> Refusal.invalid("no"))).isEqualTo(ExitCode.FAILED);
    assertThat(exitCode(() -> new Refusal.Invalid("BlobNotFound", "no")))
        .isEqualTo(ExitCode.NOT_FOUND);
    assertThat(exitCode(() -> new VerifyException("no"))).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(exitCode(() -> failureOf(() -> new Did("did:x")))).isEqualTo(ExitCode.USAGE);
    assertThat(exitCode(() -> new StorageException("no", new IOException())))
        .isEqualTo(ExitCode.FAILED);
    assertThat(exitCode(NullPointerException::new)).isEqualTo(ExitCode.FAILED);
  }

  private static int exitCode(Supplier<RuntimeException> failure) {
    return Failures.of(failure.get()).exitCode();
  }

  private static RuntimeException failureOf(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      return e;
    }
    throw new IllegalStateException("no failure");
  }

  @Test
  void aMissingFileIsCalledThat() {
    assertThat(
            Failures.of(new UncheckedIOException("cannot read", new NoSuchFileException("/a")))
                .message())
        .isEqualTo("cannot read: no such file or folder: /a");
    assertThat(Failures.of(new UncheckedIOException(new NoSuchFileException("/a"))).message())
        .isEqualTo("no such file or folder: /a");
  }

  @Test
  void drawsABar() {
    var invocation =
        new Invocation(
            new PrintWriter(out),
            new PrintWriter(err, true),
            Path.of("/"),
            true,
            () -> false,
            new ObjectMapper());
    var progress = new ShownProgress(invocation);
    progress.begin("copying", 2_000_000, Unit.BYTES);
    progress.advance(1_000_000);
    progress.end();
    assertThat(err.toString())
        .contains("copying  [" + " ".repeat(30) + "]   0 %  0 B of 2.0 MB")
        .endsWith(
            "copying  [" + "#".repeat(15) + " ".repeat(15) + "]  50 %  1.0 MB of 2.0 MB\u001b[K\n");
  }

  @Test
  void readsAndWritesSizes() {
    assertThat(ByteCount.shown(999)).isEqualTo("999 B");
    assertThat(ByteCount.shown(1_500)).isEqualTo("1.5 kB");
    assertThat(ByteCount.shown(999_999)).isEqualTo("1.0 MB");
    assertThat(ByteCount.shown(2_345_000_000L)).isEqualTo("2.3 GB");
    assertThat(Size.parse("500MB")).isEqualTo(500_000_000);
    assertThat(Size.parse("2 G")).isEqualTo(2_000_000_000L);
    assertThat(Size.parse("17")).isEqualTo(17);
    for (String wrong : List.of("", "MB", "-1", "1.5GB", "999999999999999T")) {
      assertThat(failureOf(() -> Size.parse(wrong)))
          .isInstanceOfSatisfying(
              CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }
  }
}
