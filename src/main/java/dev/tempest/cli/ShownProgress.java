package dev.tempest.cli;

import dev.tempest.progress.ByteCount;
import dev.tempest.progress.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Progress on standard error: a bar where somebody watches, else a line for each step. Ends the
 * work when nobody waits for it any more: here, where it is between two pieces, rather than by an
 * interrupt, which would close files under it.
 */
final class ShownProgress implements Progress {
  private static final int WIDTH = 30;
  private static final long REDRAW_NANOS = 100_000_000;

  private final Invocation invocation;
  private final PrintWriter err;
  private @Nullable String step;
  private Unit unit = Unit.ITEMS;
  private long total;
  private long done;
  private long drawn;

  ShownProgress(Invocation invocation) {
    this.invocation = invocation;
    this.err = invocation.err();
  }

  @Override
  public void begin(String step, long total, Unit unit) {
    requireWaiting();
    end();
    this.step = step;
    this.total = total;
    this.unit = unit;
    done = 0;
    if (invocation.watched()) {
      draw();
    } else {
      err.println(total == 0 ? step : step + " (" + amount(total) + ")");
      err.flush();
    }
  }

  @Override
  public void advance(long amount) {
    requireWaiting();
    done += amount;
    if (invocation.watched() && step != null && System.nanoTime() - drawn > REDRAW_NANOS) {
      draw();
    }
  }

  /** Leaves the line, for others who write to the terminal. */
  void end() {
    if (invocation.watched() && step != null) {
      draw();
      err.println();
      err.flush();
    }
    step = null;
  }

  private void requireWaiting() {
    if (invocation.abandoned().getAsBoolean()) {
      throw CommandException.failed(
          "given up: nobody waits for this command any more, or the server stops");
    }
  }

  private void draw() {
    drawn = System.nanoTime();
    err.print('\r');
    if (total == 0) {
      err.print(step + "  " + amount(done));
    } else {
      int filled = (int) Math.min(WIDTH, done * WIDTH / total);
      err.printf(
          Locale.ROOT,
          "%s  [%s%s] %3d %%  %s of %s",
          step,
          "#".repeat(filled),
          " ".repeat(WIDTH - filled),
          Math.min(100, done * 100 / total),
          amount(done),
          amount(total));
    }
    err.print("\u001b[K"); // what a longer line has left behind this one
    err.flush();
  }

  private String amount(long value) {
    return unit == Unit.BYTES ? ByteCount.shown(value) : Long.toString(value);
  }
}
