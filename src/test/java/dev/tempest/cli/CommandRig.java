package dev.tempest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Runs commands in the tests' own server, as it would for a client. */
@Singleton
public class CommandRig {
  private final CommandLine.IFactory factory;
  private final ObjectMapper json;

  CommandRig(CommandLine.IFactory factory, ObjectMapper json) {
    this.factory = factory;
    this.json = json;
  }

  /** How a command ended, and what it printed. */
  public record Outcome(int exit, String out, String err) {
    public JsonNode json() {
      try {
        return new ObjectMapper().readTree(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public Outcome run(String... arguments) {
    return run(Map.of(), arguments);
  }

  /** With the answers that the operator gave. */
  public Outcome run(Map<String, String> answers, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var outWriter = new PrintWriter(out, true);
    var errWriter = new PrintWriter(err, true);
    var invocation =
        new Invocation(
            outWriter, errWriter, Path.of("").toAbsolutePath(), false, () -> false, json);
    int exit =
        OperatorCommandLine.ofTempest(factory)
            .execute(
                List.of(arguments),
                outWriter,
                errWriter,
                (command, parsed) ->
                    command.execute(
                        new GivenAnswers(answers), invocation, OperatorCommand.Place.HERE));
    return new Outcome(exit, out.toString(), err.toString());
  }
}
