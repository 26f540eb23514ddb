package dev.tempest.cli;

import java.util.Map;
import java.util.Optional;

/** Answers that the operator gave to another process, which sent them. */
public final class GivenAnswers implements Questions {
  private final Map<String, String> answers;

  public GivenAnswers(Map<String, String> answers) {
    this.answers = Map.copyOf(answers);
  }

  @Override
  public String secret(Secret secret) {
    return given(secret)
        .orElseThrow(() -> CommandException.usage("the " + secret.name() + " is missing"));
  }

  @Override
  public Optional<String> given(Secret secret) {
    return Optional.ofNullable(answers.get(secret.name()));
  }

  /** Whoever did not agree has sent nothing. */
  @Override
  public void confirm(String warning) {}

  @Override
  public void confirmByName(String warning, String name) {}
}
