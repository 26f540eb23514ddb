package dev.tempest.doctor;

import dev.tempest.config.ServerConfig;
import dev.tempest.progress.ByteCount;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the data directory can be written to, has room, and outlives the container. */
@Singleton
final class VolumeCheck implements Check {
  private static final String VARIABLE = "TEMPEST_DATA_DIR";

  /** File systems that go with the container or the machine's next start. */
  private static final Map<String, String> PASSING =
      Map.of(
          "overlay", "the container's own file system, which goes with the container",
          "aufs", "the container's own file system, which goes with the container",
          "tmpfs", "memory, which the next start empties",
          "ramfs", "memory, which the next start empties");

  private final Path root;

  @Inject
  VolumeCheck(ServerConfig config) {
    this(config.dataDir());
  }

  VolumeCheck(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public String id() {
    return "volume";
  }

  @Override
  public Reach reach() {
    return Reach.HERE;
  }

  @Override
  public List<Finding> look(Examination examination) throws IOException, InterruptedException {
    if (!Files.isDirectory(root)) {
      return List.of(
          Finding.fail(
              this,
              "folder",
              root + " is no folder",
              "mount a volume there, or name the one there is: %s=/var/lib/tempest"
                  .formatted(VARIABLE)));
    }
    var findings = new ArrayList<Finding>();
    findings.addAll(writing());
    FileStore store = Files.getFileStore(root);
    findings.add(space(store.getUsableSpace(), store.getTotalSpace()));
    findings.add(inodes(Inodes.of(root)));
    findings.add(mount(store.type()));
    return findings;
  }

  private List<Finding> writing() throws IOException {
    Path probe;
    try {
      probe = Files.createTempFile(root, ".doctor-", null);
    } catch (IOException refused) {
      return List.of(
          Finding.fail(
              this,
              "writable",
              "no file can be made in %s: %s".formatted(root, refused.getMessage()),
              "give the folder to the server's user, or mount it writable: chown -R $(id -u) "
                  + root));
    }
    try {
      Files.writeString(probe, "probe");
      return List.of(
          Finding.ok(this, "writable", root + " takes files"),
          owner((Integer) Files.getAttribute(probe, "unix:uid")));
    } finally {
      Files.delete(probe);
    }
  }

  /** Files of others are what a command leaves that ran as another user than the server. */
  private Finding owner(int own) throws IOException {
    for (String name : List.of("", "account.sqlite", "sequencer.sqlite", "repos", "blobs")) {
      Path path = root.resolve(name);
      if (Files.exists(path) && (Integer) Files.getAttribute(path, "unix:uid") != own) {
        return Finding.warn(
            this,
            "owner",
            "%s belongs to user %s, this process is %d"
                .formatted(path, Files.getAttribute(path, "unix:uid"), own),
            "run commands as the server's user (docker exec -u …), or: chown -R USER " + root);
      }
    }
    return Finding.ok(this, "owner", "all belongs to user %d, who runs this".formatted(own));
  }

  private static final long LEAST_BYTES = 100L << 20;
  private static final long FEW_BYTES = 5L << 30;
  private static final long LEAST_INODES = 1_000;
  private static final int TENTH = 10;

  Finding space(long free, long total) {
    String seen = "%s of %s are free".formatted(ByteCount.shown(free), ByteCount.shown(total));
    String remedy =
        "grow the volume, or move blobs to S3 (TEMPEST_BLOB_STORE=s3; tempest blob move)";
    if (free < LEAST_BYTES) {
      return Finding.fail(this, "space", seen, remedy);
    }
    return free < FEW_BYTES && free < total / TENTH
        ? Finding.warn(this, "space", seen, remedy)
        : Finding.ok(this, "space", seen);
  }

  Finding inodes(Inodes inodes) {
    if (inodes.total() == 0) {
      return Finding.skipped(this, "inodes", "the file system does not count them");
    }
    String seen = "%,d of %,d files may still be made".formatted(inodes.free(), inodes.total());
    String remedy = "make the file system anew with more inodes, or move blobs to S3";
    if (inodes.free() < LEAST_INODES) {
      return Finding.fail(this, "inodes", seen, remedy);
    }
    return inodes.free() < inodes.total() / TENTH
        ? Finding.warn(this, "inodes", seen, remedy)
        : Finding.ok(this, "inodes", seen);
  }

  Finding mount(String type) {
    String passing = PASSING.get(type);
    return passing == null
        ? Finding.ok(this, "mount", "a mounted file system (%s)".formatted(type))
        : Finding.warn(
            this,
            "mount",
            "%s lies on %s (%s)".formatted(root, passing, type),
            "mount a volume at %s: docker run -v tempest:%s …".formatted(root, root));
  }
}
