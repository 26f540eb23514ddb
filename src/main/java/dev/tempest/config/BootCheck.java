package dev.tempest.config;

import java.util.List;

/** A reason not to start, or to start with a warning. Implemented by beans of any feature. */
public interface BootCheck {
  /**
   * What is wrong.
   *
   * @param variable the environment variable that is wrong
   * @param message what is wrong with it, and an example of what is right; never a secret
   */
  record Problem(String variable, String message, boolean fatal) {
    public static Problem fatal(String variable, String message) {
      return new Problem(variable, message, true);
    }

    public static Problem warning(String variable, String message) {
      return new Problem(variable, message, false);
    }
  }

  List<Problem> problems();
}
