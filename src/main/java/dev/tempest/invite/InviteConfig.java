package dev.tempest.invite;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.Converter;

/** Who may make an account here. {@link InviteConfigCheck} refuses what makes no sense. */
@ConfigMapping(prefix = "tempest.invite")
public interface InviteConfig {
  /** {@code TEMPEST_INVITE_REQUIRED}: whether a new account takes an invite code. */
  @WithDefault("false")
  boolean required();

  /**
   * {@code TEMPEST_INVITE_INTERVAL}: each account earns a code of its own in this time. Without it
   * codes come from the operator only.
   */
  Optional<Duration> interval();

  /** {@code TEMPEST_INVITE_EPOCH}: time before this earns nothing. */
  @WithConverter(Epoch.class)
  @WithDefault("0")
  Instant epoch();

  /** ISO 8601, or milliseconds since 1970 as other servers have it. */
  final class Epoch implements Converter<Instant> {
    @Override
    public Instant convert(String value) {
      try {
        return value.chars().allMatch(Character::isDigit)
            ? Instant.ofEpochMilli(Long.parseLong(value))
            : Instant.parse(value);
      } catch (DateTimeException | NumberFormatException malformed) {
        throw new IllegalArgumentException(
            "TEMPEST_INVITE_EPOCH must be a time, for example 2026-01-01T00:00:00Z", malformed);
      }
    }
  }
}
