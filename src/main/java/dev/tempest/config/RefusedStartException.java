package dev.tempest.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The program does not start until its operator changes something; each line names what. */
public class RefusedStartException extends IllegalStateException {
  private final List<String> lines;

  public RefusedStartException(List<String> lines, @Nullable Throwable cause) {
    super("refusing to start. " + String.join("; ", lines), cause);
    this.lines = List.copyOf(lines);
  }

  public RefusedStartException(String variable, String message, @Nullable Throwable cause) {
    super(variable + ": " + message, cause);
    this.lines = List.of(variable + ": " + message);
  }

  public final List<String> lines() {
    return lines;
  }
}
