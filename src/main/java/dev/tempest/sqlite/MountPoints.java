package dev.tempest.sqlite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where file systems are mounted, bind mounts too, which a look at devices does not tell. */
record MountPoints(Set<Path> paths) {
  /** See proc_pid_mountinfo(5); only Linux has it. */
  private static final Path KERNEL = Path.of("/proc/self/mountinfo");

  private static final int MOUNT_POINT = 4;
  private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

  static MountPoints ofThisProcess() throws IOException {
    return Files.exists(KERNEL)
        ? parse(new String(Files.readAllBytes(KERNEL), StandardCharsets.UTF_8))
        : new MountPoints(Set.of());
  }

  static MountPoints parse(String mountinfo) {
    return new MountPoints(
        mountinfo
            .lines()
            .map(line -> Path.of(unescape(line.split(" ", -1)[MOUNT_POINT])))
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static String unescape(String field) {
    return ESCAPED
        .matcher(field)
        .replaceAll(
            escape -> {
              char character = (char) Integer.parseInt(escape.group(1), 8);
              return character == '\\' ? "\\\\" : String.valueOf(character);
            });
  }

  /** Whether {@code path}, which is absolute and real, is one, or has one below it. */
  boolean within(Path path) {
    return paths.stream().anyMatch(mounted -> mounted.startsWith(path));
  }
}
