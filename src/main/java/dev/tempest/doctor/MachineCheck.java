package dev.tempest.doctor;

import dev.tempest.progress.ByteCount;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Memory, processors and open files: what this process and the server beside it may use. */
@Singleton
final class MachineCheck implements Check {
  private static final long LEAST_MEMORY = 128L << 20;
  private static final long LITTLE_MEMORY = 256L << 20;
  private static final long FEW_FILES = 4_096;
  private static final int KIB = 1_024;

  private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d+) kB");
  private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(\\d+)");

  private final Path root;

  @Inject
  MachineCheck() {
    this(Path.of("/"));
  }

  MachineCheck(Path root) {
    this.root = root;
  }

  @Override
  public String id() {
    return "machine";
  }

  @Override
  public Reach reach() {
    return Reach.HERE;
  }

  @Override
  public List<Finding> look(Examination examination) throws IOException {
    return List.of(
        memory(),
        Finding.ok(
            this, "processors", Integer.toString(Runtime.getRuntime().availableProcessors())),
        files());
  }

  private Finding memory() throws IOException {
    // the limit of the container (cgroup 2, cgroup 1), or the machine's own
    var limits =
        Stream.of(
                number("sys/fs/cgroup/memory.max", Pattern.compile("(\\d+)"), 1),
                number("sys/fs/cgroup/memory/memory.limit_in_bytes", Pattern.compile("(\\d+)"), 1),
                number("proc/meminfo", TOTAL, KIB))
            .flatMapToLong(OptionalLong::stream)
            .min();
    if (limits.isEmpty()) {
      return Finding.skipped(this, "memory", "this system does not say how much there is");
    }
    long bytes = limits.getAsLong();
    String seen = ByteCount.shown(bytes) + " may be used";
    String remedy = "give it 512 MB: docker run --memory 512m …";
    if (bytes < LEAST_MEMORY) {
      return Finding.fail(this, "memory", seen, remedy);
    }
    return bytes < LITTLE_MEMORY
        ? Finding.warn(this, "memory", seen, remedy)
        : Finding.ok(this, "memory", seen);
  }

  /** An open repository takes some, a subscriber one. */
  private Finding files() throws IOException {
    var most = number("proc/self/limits", OPEN_FILES, 1);
    if (most.isEmpty()) {
      return Finding.skipped(this, "files", "this system does not say how many may be open");
    }
    String seen = "%,d may be open at once".formatted(most.getAsLong());
    return most.getAsLong() < FEW_FILES
        ? Finding.warn(this, "files", seen, "raise the limit: docker run --ulimit nofile=65536 …")
        : Finding.ok(this, "files", seen);
  }

  private OptionalLong number(String file, Pattern pattern, long unit) throws IOException {
    Path path = root.resolve(file);
    if (!Files.isReadable(path)) {
      return OptionalLong.empty();
    }
    var found = pattern.matcher(Files.readString(path));
    return found.find()
        ? OptionalLong.of(Long.parseLong(found.group(1)) * unit)
        : OptionalLong.empty();
  }
}
