import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The measured process, read through {@code /proc}, and its data on disk. */
record Server(long pid, Path data) {
  /** Of the kernel's interface, on every machine. */
  private static final double TICKS_PER_SECOND = 100;

  /** User and system time so far, in milliseconds; moves in steps of ten. */
  double cpuMs() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND * 1000;
  }

  double residentMb() throws IOException {
    return statusMb("VmRSS");
  }

  double peakMb() throws IOException {
    return statusMb("VmHWM");
  }

  private double statusMb(String name) throws IOException {
    String status = Files.readString(Path.of("/proc/" + pid + "/status"));
    Matcher found = Pattern.compile(name + ":\\s+(\\d+) kB").matcher(status);
    return found.find() ? Long.parseLong(found.group(1)) / 1024.0 : Double.NaN;
  }

  /** Bytes the data folder takes on disk. */
  long diskBytes() throws IOException {
    Process du = new ProcessBuilder("du", "-s", "-B1", data.toString()).start();
    String answer = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Long.parseLong(answer.split("\\s", 2)[0]);
  }
}
