package dev.tempest.migrate;

import dev.tempest.atproto.syntax.Handle;
import java.util.Optional;

/** Whoever runs the command: told what happens, and asked what only they can say. */
public interface Person {
  /** What may be asked, named as in prompts. */
  enum Question {
    SOURCE_PASSWORD("password at the old server"),
    AUTH_FACTOR_TOKEN("sign-in code from the old server's e-mail"),
    TARGET_PASSWORD("new password, for this server"),
    PLC_CODE("code for changing the identity, from the old server's e-mail");

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
