package dev.tempest.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tempest.progress.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * One of the operator's commands. Every process that has to do with it parses it: its beans must
 * come as {@code Instance}s, so that nothing opens before {@link #run}.
 */
public abstract class OperatorCommand {
  @Option(names = "--json", description = "Print one JSON object, for machines.")
  boolean json;

  private @Nullable Invocation invocation;
  private @Nullable ShownProgress progress;
  private boolean printed;

  /** Asks for secrets and for consent, before anything else happens. */
  protected void ask(Questions questions) {}

  /** Does the work; returns an {@link ExitCode}, or throws what {@link Failures} tells. */
  protected abstract int run();

  /** Where the work of a command is done. */
  @FunctionalInterface
  public interface Place {
    /** Does {@code work}, or has another process do it; returns the exit code. */
    int run(IntSupplier work);

    /** This process as it is. */
    Place HERE = IntSupplier::getAsInt;
  }

  /** Asks, runs, and tells the operator of failures. */
  public final int execute(Questions questions, Invocation invocation, Place place) {
    this.invocation = invocation;
    var shown = new ShownProgress(invocation);
    progress = shown;
    try {
      ask(questions);
      return place.run(this::run);
    } catch (RuntimeException e) {
      shown.end();
      return fail(Failures.of(e));
    } finally {
      shown.end();
      invocation.out().flush();
      invocation.err().flush();
    }
  }

  private int fail(Failures.Told failure) {
    invocation().err().println(failure.message());
    if (json && !printed) {
      print(Map.of("error", failure.error(), "message", failure.message()));
    }
    return failure.exitCode();
  }

  /** Prints the result: as JSON when the operator wants that, else as {@code human} does. */
  protected final void show(Object result, Runnable human) {
    if (json) {
      print(result);
    } else {
      human.run();
    }
  }

  private void print(Object result) {
    try {
      out().println(invocation().json().writeValueAsString(result));
      printed = true;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a result that is no JSON", e);
    }
  }

  /** Standard output, for what people read. */
  protected final PrintWriter out() {
    if (progress != null) {
      progress.end();
    }
    return invocation().out();
  }

  /** What long work tells how far it is. */
  protected final Progress progress() {
    if (progress == null) {
      throw new IllegalStateException("not running");
    }
    return progress;
  }

  /** {@code text} as the operator means it, who may be in another folder than this process. */
  protected final Path path(String text) {
    return invocation().directory().resolve(text).toAbsolutePath().normalize();
  }

  private Invocation invocation() {
    if (invocation == null) {
      throw new IllegalStateException("not running");
    }
    return invocation;
  }
}
