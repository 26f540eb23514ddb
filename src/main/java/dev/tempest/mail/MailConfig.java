package dev.tempest.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * How letters leave the server. {@code application.properties} hands most of it on to Quarkus's
 * mailer; {@link MailConfigCheck} refuses what makes no sense.
 */
@ConfigMapping(prefix = "tempest.smtp")
public interface MailConfig {
  /** {@code TEMPEST_SMTP_ENABLED}: without it the operator tells people their codes. */
  @WithDefault("false")
  boolean enabled();

  /** {@code TEMPEST_SMTP_HOST}. Present after the boot checks when enabled. */
  Optional<String> host();

  /** {@code TEMPEST_SMTP_PORT}. */
  @WithDefault("587")
  int port();

  /** {@code TEMPEST_SMTP_USERNAME}. */
  Optional<String> username();

  /** {@code TEMPEST_SMTP_PASSWORD}. */
  Optional<String> password();

  /** {@code TEMPEST_SMTP_SSL}: TLS from the first byte, as on port 465. */
  @WithDefault("false")
  boolean ssl();

  /** {@code TEMPEST_SMTP_TLS}: STARTTLS {@code always}, {@code never} or {@code if_available}. */
  @WithDefault("if_available")
  String tls();

  /** {@code TEMPEST_SMTP_AUTH}: log in {@code always}, {@code never} or {@code if_available}. */
  @WithDefault("if_available")
  String auth();

  /** {@code TEMPEST_SMTP_FROM_NAME}. */
  @WithDefault("Tempest")
  String fromName();

  /** {@code TEMPEST_SMTP_FROM_ADDRESS}. Present after the boot checks when enabled. */
  Optional<String> fromAddress();
}
