package dev.tempest.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.cli.CommandException;
import dev.tempest.cli.Invocation;
import dev.tempest.cli.OnVolume;
import dev.tempest.cli.OperatorCommand;
import dev.tempest.cli.OperatorQuestions;
import dev.tempest.cli.Terminal;
import dev.tempest.config.ServerConfig;
import dev.tempest.control.ControlClient;
import dev.tempest.control.Request;
import dev.tempest.sqlite.VolumeInUseException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import picocli.CommandLine.ParseResult;

/** Has a command run where it must: here, or in the server that holds the volume. */
@Singleton
final class CommandRunner {
  /** A server that starts or stops holds the volume and takes no commands; so does a command. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ControlClient client;
  private final ObjectMapper json;
  private final ToIntFunction<IntSupplier> volume;
  private final Duration patience;

  @Inject
  CommandRunner(ServerConfig config, ObjectMapper json, HeldVolume volume) {
    this(new ControlClient(config.dataDir(), json), json, volume::with, PATIENCE);
  }

  CommandRunner(
      ControlClient client,
      ObjectMapper json,
      ToIntFunction<IntSupplier> volume,
      Duration patience) {
    this.client = client;
    this.json = json;
    this.volume = volume;
    this.patience = patience;
  }

  int run(OperatorCommand command, ParseResult parsed, PrintWriter out, PrintWriter err) {
    var directory = Path.of("").toAbsolutePath();
    boolean watched = Terminal.showsErrors();
    var questions = new OperatorQuestions(Terminal.OWN, System.getenv(), directory);
    var mark = command.getClass().getAnnotation(OnVolume.class);
    return command.execute(
        questions,
        new Invocation(out, err, directory, watched, () -> false, json),
        work ->
            mark == null
                ? work.getAsInt()
                : onVolume(
                    mark,
                    new Request(
                        parsed.originalArgs(), directory.toString(), watched, questions.answers()),
                    work));
  }

  private int onVolume(OnVolume mark, Request request, IntSupplier work) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return volume.applyAsInt(work);
      } catch (VolumeInUseException held) {
        var server = client.connect();
        if (server.isPresent()) {
          try (var connection = server.get()) {
            return inServer(mark, connection, request, held);
          }
        }
        if (System.nanoTime() > end) {
          throw CommandException.failed(
              "the volume is in use by another Tempest (%s), which takes no commands: try again when it has started or ended"
                  .formatted(held.holder()));
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static int inServer(
      OnVolume mark,
      ControlClient.Connection connection,
      Request request,
      VolumeInUseException held) {
    if (!mark.besideServer()) {
      throw CommandException.failed(
          "a server is running on this volume (%s), and this command cannot run beside it: stop it first"
              .formatted(held.holder()));
    }
    return connection.run(request, System.out, System.err);
  }
}
