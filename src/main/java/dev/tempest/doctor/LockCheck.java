package dev.tempest.doctor;

import dev.tempest.sqlite.VolumeLock;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.util.List;

/** Whether a server runs on the volume. */
@Singleton
final class LockCheck implements Check {
  private final Databases databases;

  LockCheck(Databases databases) {
    this.databases = databases;
  }

  @Override
  public String id() {
    return "server";
  }

  @Override
  public Reach reach() {
    return Reach.HERE;
  }

  @Override
  public List<Finding> look(Examination examination) {
    var dataDir = databases.dataDir();
    if (!Files.exists(dataDir.lockFile())) {
      return List.of(Finding.skipped(this, "no server has run on this volume yet"));
    }
    return List.of(
        VolumeLock.holder(dataDir)
            .map(holder -> Finding.ok(this, "", "runs: " + holder))
            .orElseGet(
                () ->
                    Finding.warn(
                        this, "", "nothing runs on this volume", "start it: tempest start")));
  }
}
