package dev.tempest.fuzz;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Everything that is logged while it is open, our own packages in detail. */
final class CapturedLog extends Handler implements AutoCloseable {
  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger OURS = Logger.getLogger("dev.tempest");
  private static final Formatter FORMAT = new PatternFormatter("%c %X %s%e");

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  static CapturedLog open() {
    var log = new CapturedLog();
    log.setLevel(Level.ALL);
    OURS.setLevel(Level.FINE);
    OURS.setUseParentHandlers(false); // thousands of refusals are no use on the console
    OURS.addHandler(log);
    ROOT.addHandler(log);
    return log;
  }

  @Override
  public void publish(LogRecord record) {
    lines.add(FORMAT.format(record));
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void flush() {
    // nothing is held back
  }

  @Override
  public void close() {
    ROOT.removeHandler(this);
    OURS.removeHandler(this);
    OURS.setUseParentHandlers(true);
    OURS.setLevel(null);
  }
}
