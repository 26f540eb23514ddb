package dev.tempest.migrate;

import dev.tempest.atproto.syntax.Handle;
import java.util.Optional;

/** Whoever runs the command: told what happens, and asked what only they can say. */
public interface Person {
  /** What may be asked; each has its option or variable for those who cannot be asked. */
  enum Question {
    SOURCE_PASSWORD("the account's password at the old server"),
    AUTH_FACTOR_TOKEN("the sign-in code that the old server has sent by e-mail"),
    TARGET_PASSWORD("a password for the account here"),
    PLC_CODE("the code for changing the identity, from the old server's e-mail");

    private final String text;

    Question(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** A line for people. */
  void tell(String line);

  /** What was said in advance. */
  Optional<String> given(Question question);

  /** Asks; {@link Pause} when nobody can be asked. */
  String ask(Question question);

  /**
   * Returns when the person agrees to what cannot be undone, by typing the handle or in advance;
   * else {@link Pause}.
   */
  void requireConsent(String what, Handle handle);

  default String answer(Question question) {
    return given(question).orElseGet(() -> ask(question));
  }
}
