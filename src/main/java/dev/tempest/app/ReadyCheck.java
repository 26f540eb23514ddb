package dev.tempest.app;

import dev.tempest.drain.Drain;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.VolumeHealth;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the server does its work; that it answers at all is its liveness. */
@Readiness
@Singleton
final class ReadyCheck implements HealthCheck {
  private final Drain drain;
  private final Instance<VolumeHealth> volume;
  private final Instance<Sequencer> sequencer;

  /** The beans are got late: the framework makes its checks in commands, too. */
  ReadyCheck(Drain drain, Instance<VolumeHealth> volume, Instance<Sequencer> sequencer) {
    this.drain = drain;
    this.volume = volume;
    this.sequencer = sequencer;
  }

  @Override
  public HealthCheckResponse call() {
    boolean writable = volume.get().look().writable();
    boolean sequencing = sequencer.get().isRunning();
    return HealthCheckResponse.named("tempest")
        .status(writable && sequencing && !drain.isDraining())
        .withData("writable", writable)
        .withData("sequencing", sequencing)
        .withData("draining", drain.isDraining())
        .build();
  }
}
