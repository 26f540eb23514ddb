package dev.tempest.control;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;

/**
 * A command that a server shall run.
 *
 * @param arguments without secrets
 * @param directory the operator's working directory
 * @param watched whether somebody watches standard error
 * @param answers what the operator was asked for: secrets among them
 */
@RegisterForReflection
public record Request(
    List<String> arguments, String directory, boolean watched, Map<String, String> answers) {
  public Request {
    arguments = List.copyOf(arguments);
    answers = Map.copyOf(answers);
  }

  @Override
  public String toString() {
    return "Request" + arguments;
  }
}
