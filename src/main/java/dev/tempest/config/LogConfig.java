package dev.tempest.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is logged, and how. {@code application.properties} hands level and format on. */
@ConfigMapping(prefix = "tempest.log")
public interface LogConfig {
  /** {@code TEMPEST_LOG_LEVEL}: {@code debug} is for this program's own lines only. */
  @WithDefault("info")
  String level();

  /** {@code TEMPEST_LOG_FORMAT}: {@code json} or {@code text}; development has text. */
  @WithDefault("json")
  String format();

  /** {@code TEMPEST_LOG_REQUESTS}: a line for each request. */
  @WithDefault("false")
  boolean requests();
}
