package dev.tempest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Asks the operator, and keeps the answers for the process that runs the command. */
public final class OperatorQuestions implements Questions {
  private static final long LONGEST_FILE = 4096;

  private final Terminal terminal;
  private final Map<String, String> environment;
  private final Path directory;
  private final Map<String, String> answers = new LinkedHashMap<>();

  public OperatorQuestions(Terminal terminal, Map<String, String> environment, Path directory) {
    this.terminal = terminal;
    this.environment = Map.copyOf(environment);
    this.directory = directory;
  }

  /** Secrets among them: for the command alone. */
  public Map<String, String> answers() {
    return Map.copyOf(answers);
  }

  @Override
  public String secret(Secret secret) {
    String answer = given(secret).or(() -> terminal.hidden(secret.name() + ": ")).orElse("");
    if (answer.isEmpty()) {
      throw CommandException.usage(
          "the %s is missing: set %s or name a file that holds it"
              .formatted(secret.name(), secret.variable()));
    }
    answers.put(secret.name(), answer);
    return answer;
  }

  @Override
  public Optional<String> given(Secret secret) {
    String file = secret.file();
    Optional<String> answer =
        file != null
            ? Optional.of(read(directory.resolve(file)))
            : Optional.ofNullable(environment.get(secret.variable()))
                .filter(value -> !value.isEmpty());
    answer.ifPresent(value -> answers.put(secret.name(), value));
    return answer;
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > LONGEST_FILE) {
        throw CommandException.usage(file + " is too large to hold a secret");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw CommandException.usage("cannot read " + file + ": " + e.getMessage());
    }
  }

  @Override
  public void confirm(String warning) {
    String answer =
        terminal
            .line(warning + " Go on? [y/N] ")
            .orElseThrow(
                () -> CommandException.usage(warning + " Say --yes where nobody can be asked."));
    if (!answer.strip().equalsIgnoreCase("y") && !answer.strip().equalsIgnoreCase("yes")) {
      throw CommandException.failed("nothing was done");
    }
  }

  @Override
  public void confirmByName(String warning, String name) {
    String answer =
        terminal
            .line(warning + " Type " + name + " to go on: ")
            .orElseThrow(
                () -> CommandException.usage(warning + " Say --yes where nobody can be asked."));
    if (!answer.strip().equals(name)) {
      throw CommandException.failed("nothing was done");
    }
  }
}
