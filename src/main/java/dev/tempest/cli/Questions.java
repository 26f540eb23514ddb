package dev.tempest.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What only the operator can tell. Asked where the operator is, wherever the command then runs. */
public interface Questions {
  /**
   * Something that must not stand on a command line.
   *
   * @param name what it is, as in prompts: {@code "password"}
   * @param variable the environment variable that may hold it
   * @param file the file that holds it, when the operator named one
   */
  record Secret(String name, String variable, @Nullable String file) {}

  /** The secret from its file, its variable, or else the terminal. */
  String secret(Secret secret);

  /** As {@link #secret}, but nobody is asked for what is not there. */
  Optional<String> given(Secret secret);

  /** Ends the command unless the operator agrees. */
  void confirm(String warning);

  /** Ends the command unless the operator types {@code name}: for what cannot be undone. */
  void confirmByName(String warning, String name);
}
