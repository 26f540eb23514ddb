package dev.tempest.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The terminal that the operator sits at, if there is one. */
public interface Terminal {
  /** The process's own. */
  Terminal OWN =
      new Terminal() {
        @Override
        public Optional<String> line(String prompt) {
          return console().map(console -> console.readLine("%s", prompt));
        }

        @Override
        public Optional<String> hidden(String prompt) {
          return console().map(console -> console.readPassword("%s", prompt)).map(String::new);
        }
      };

  /** What is typed in answer to {@code prompt}; empty without a terminal, and at its end. */
  Optional<String> line(String prompt);

  /** As {@link #line}, but what is typed does not show. */
  Optional<String> hidden(String prompt);

  private static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  /** Whether somebody watches standard error: Java knows of input and output only. */
  static boolean showsErrors() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString().startsWith("/dev/pts/");
    } catch (IOException | UnsupportedOperationException elsewhere) {
      return console().isPresent();
    }
  }
}
