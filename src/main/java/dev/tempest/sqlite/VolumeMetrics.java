package dev.tempest.sqlite;

import dev.tempest.config.ServerConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.File;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;

/** How full the volume is. */
@Singleton
final class VolumeMetrics {
  private static final String DATABASE_BYTES = "tempest.database.size";

  private VolumeMetrics() {}

  /** Asking late: a command must not open the files. */
  static void start(
      @Observes StartupEvent event,
      ServerConfig server,
      MeterRegistry registry,
      Instance<DataDir> dataDir,
      Instance<RepoFiles> repos) {
    if (!server.serving()) {
      return;
    }
    DataDir volume = dataDir.get();
    bytes(
        registry,
        "tempest.volume.free",
        "What the volume has left",
        volume.root(),
        VolumeMetrics::free);
    bytes(
        registry, "tempest.volume.size", "The volume's size", volume.root(), VolumeMetrics::total);
    database(registry, "account", volume.accountDb());
    database(registry, "sequencer", volume.sequencerDb());
    Gauge.builder("tempest.repos.open", repos.get(), RepoFiles::open)
        .description("Repositories whose files are open")
        .register(registry);
  }

  private static double free(Path path) {
    return path.toFile().getUsableSpace();
  }

  private static double total(Path path) {
    return path.toFile().getTotalSpace();
  }

  private static void bytes(
      MeterRegistry registry,
      String name,
      String description,
      Path path,
      ToDoubleFunction<Path> value) {
    Gauge.builder(name, path, value)
        .description(description)
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
  }

  private static void database(MeterRegistry registry, String name, Path file) {
    Gauge.builder(DATABASE_BYTES, file.toFile(), File::length)
        .description("The size of a database that all accounts share, without its log")
        .tag("database", name)
        .baseUnit("bytes")
        .strongReference(true) // nobody else keeps the File
        .register(registry);
  }
}
