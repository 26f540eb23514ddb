package dev.tempest.migrate;

import dev.tempest.atproto.syntax.Handle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A person who knows some answers, and agrees or not. */
final class ScriptedPerson implements Person {
  final List<String> told = new ArrayList<>();
  final List<Question> asked = new ArrayList<>();
  private final Map<Question, Supplier<String>> answers = new EnumMap<>(Question.class);
  private boolean agrees = true;

  ScriptedPerson knows(Question question, Supplier<String> answer) {
    answers.put(question, answer);
    return this;
  }

  ScriptedPerson disagrees() {
    agrees = false;
    return this;
  }

  ScriptedPerson agrees() {
    agrees = true;
    return this;
  }

  @Override
  public void tell(String line) {
    told.add(line);
  }

  @Override
  public Optional<String> given(Question question) {
    return Optional.empty();
  }

  @Override
  public String ask(Question question) {
    var answer = answers.get(question);
    if (answer == null) {
      throw new Pause("nobody says " + question.text());
    }
    asked.add(question);
    return answer.get();
  }

  @Override
  public void requireConsent(String what, Handle handle) {
    if (!agrees) {
      throw new Pause(what);
    }
  }
}
