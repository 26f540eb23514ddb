package dev.tempest.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * How many files a file system may hold; both are 0 where it does not count them, or nobody says.
 * Java does not know, so {@code stat} is asked, which GNU and BusyBox have alike.
 */
record Inodes(long total, long free) {
  private static final Inodes UNKNOWN = new Inodes(0, 0);
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,18}) (\\d{1,18})");
  private static final int PATIENCE_SECONDS = 5;

  static Inodes of(Path folder) throws InterruptedException {
    try {
      var stat =
          new ProcessBuilder("stat", "-f", "-c", "%c %d", folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stat.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        stat.destroyForcibly();
        return UNKNOWN;
      }
      return parse(new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException noStat) {
      return UNKNOWN;
    }
  }

  static Inodes parse(String text) {
    var numbers = NUMBERS.matcher(text.strip());
    return numbers.matches()
        ? new Inodes(Long.parseLong(numbers.group(1)), Long.parseLong(numbers.group(2)))
        : UNKNOWN;
  }
}
