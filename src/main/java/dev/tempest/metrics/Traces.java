package dev.tempest.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a request go that were measured, in a build with traces. They have the names
 * and labels of the meters, so nothing in a trace is a client's word either.
 */
public final class Traces {
  private static volatile @Nullable Sink sink;

  private Traces() {}

  /** Takes what the current request has just done. Neither waits nor fails. */
  @FunctionalInterface
  public interface Sink {
    /** {@code labels} are names and values by turns. */
    void took(String name, List<String> labels, long nanos);
  }

  public static void to(@Nullable Sink other) {
    sink = other;
  }

  static void took(String name, List<String> labels, long nanos) {
    Sink wanted = sink;
    if (wanted != null) {
      wanted.took(name, labels, nanos);
    }
  }
}
