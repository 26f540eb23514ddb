package dev.tempest.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** Whether requests are traced. */
@ConfigMapping(prefix = "tempest.otel")
interface TraceConfig {
  /** {@code TEMPEST_OTEL_ENABLED}. */
  @WithDefault("false")
  boolean enabled();

  /** {@code TEMPEST_OTEL_ENDPOINT}: an OTLP receiver, by HTTP. */
  @WithDefault("http://localhost:4318")
  String endpoint();

  /** {@code TEMPEST_OTEL_SAMPLE_RATIO}: which part of the requests is traced. */
  @WithDefault("1.0")
  @WithName("sample-ratio")
  double sampleRatio();

  /** Whether this build can trace at all. Not a variable: the build says it. */
  @WithDefault("false")
  boolean linked();
}
