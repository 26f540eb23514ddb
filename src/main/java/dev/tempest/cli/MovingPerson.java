package dev.tempest.cli;

import dev.tempest.atproto.syntax.Handle;
import dev.tempest.cli.Questions.Secret;
import dev.tempest.migrate.Pause;
import dev.tempest.migrate.Person;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The operator as the person whose account moves. Where nobody can be asked, the move pauses. */
final class MovingPerson implements Person {
  private final Questions questions;
  private final Map<Question, Secret> secrets;
  private final Map<Question, String> options;
  private final boolean agrees;
  private final Consumer<String> teller;

  /**
   * @param options answers that were given on the command line
   * @param agrees whether to everything, in advance
   */
  MovingPerson(
      Questions questions,
      Map<Question, Secret> secrets,
      Map<Question, String> options,
      boolean agrees,
      Consumer<String> teller) {
    this.questions = questions;
    this.secrets = Map.copyOf(secrets);
    this.options = Map.copyOf(options);
    this.agrees = agrees;
    this.teller = teller;
  }

  @Override
  public void tell(String line) {
    teller.accept(line);
  }

  @Override
  public Optional<String> given(Question question) {
    return Optional.ofNullable(options.get(question)).or(() -> questions.given(secret(question)));
  }

  @Override
  public String ask(Question question) {
    Secret secret = secret(question);
    try {
      return questions.secret(secret);
    } catch (CommandException nobody) {
      throw new Pause(
          "the %s is needed: give it as %s or with the option for it"
              .formatted(secret.name(), secret.variable()));
    }
  }

  private Secret secret(Question question) {
    Secret secret = secrets.get(question);
    if (secret == null) {
      throw new IllegalStateException("no variable for " + question);
    }
    return secret;
  }

  @Override
  public void requireConsent(String what, Handle handle) {
    if (!agrees) {
      try {
        questions.confirmByName(what, handle.value());
      } catch (CommandException nobody) {
        throw new Pause(String.valueOf(nobody.getMessage()));
      }
    }
  }
}
