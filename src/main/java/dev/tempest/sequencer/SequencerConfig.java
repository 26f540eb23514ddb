package dev.tempest.sequencer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the event log keeps. */
@ConfigMapping(prefix = "tempest.sequencer")
public interface SequencerConfig {
  /**
   * {@code TEMPEST_SEQUENCER_RETENTION}: how long events are kept for subscribers to go back to.
   */
  @WithDefault("P3D")
  Duration retention();
}
