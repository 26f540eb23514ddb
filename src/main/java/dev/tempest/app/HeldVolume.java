package dev.tempest.app;

import dev.tempest.config.BootChecks;
import dev.tempest.sqlite.VolumeLock;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.function.IntSupplier;

/** Runs commands while their own process holds the volume. */
@Singleton
final class HeldVolume {
  private final Instance<VolumeLock> lock;
  private final BootChecks checks;
  private final Storage storage;

  HeldVolume(Instance<VolumeLock> lock, BootChecks checks, Storage storage) {
    this.lock = lock;
    this.checks = checks;
    this.storage = storage;
  }

  /**
   * Opens the storage as the server does, does {@code work}, and closes it. Throws {@code
   * VolumeInUseException} before anything else when another process holds the volume.
   */
  int with(IntSupplier work) {
    lock.get();
    checks.refuse();
    try {
      storage.open();
      return work.getAsInt();
    } finally {
      storage.close();
    }
  }
}
