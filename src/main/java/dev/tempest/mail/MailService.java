package dev.tempest.mail;

import dev.tempest.fault.Refusal;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Hands letters over to the mail server; with e-mail switched off, nothing leaves. */
@Singleton
public final class MailService {
  private static final Logger LOG = Logger.getLogger(MailService.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Mail servers like to repeat the address that they refuse. */
  private static final Pattern ADDRESS = Pattern.compile("[^\\s<>]+@[^\\s<>]+");

  private final ReactiveMailer mailer;
  private final MailConfig config;
  private final MailMetrics metrics;

  MailService(ReactiveMailer mailer, MailConfig config, MailMetrics metrics) {
    this.mailer = mailer;
    this.config = config;
    this.metrics = metrics;
  }

  public boolean isEnabled() {
    return config.enabled();
  }

  /**
   * Waits until the mail server has the letter. False when e-mail is off. Refuses with {@code
   * UpstreamFailure} when the mail server does not take it: for callers who may know that.
   */
  public boolean send(Letter letter) {
    if (!config.enabled()) {
      return false;
    }
    try {
      handOver(letter).await().atMost(PATIENCE);
      metrics.sent();
      return true;
    } catch (RuntimeException failure) { // whatever the mailer throws, the letter is not sent
      failed(failure);
      throw new Refusal.UpstreamFailed("The e-mail could not be sent; try again later");
    }
  }

  /** Does not wait, nor tell how it went: for callers who must not learn whether there is one. */
  public void sendLater(Letter letter) {
    if (config.enabled()) {
      handOver(letter)
          .ifNoItem()
          .after(PATIENCE)
          .fail()
          .subscribe()
          .with(_ -> metrics.sent(), this::failed);
    }
  }

  private Uni<Void> handOver(Letter letter) {
    String sender = config.fromAddress().orElseThrow();
    var mail =
        new Mail()
            .addTo(letter.to())
            .setFrom(sender)
            .addHeader("From", FromHeader.of(config.fromName(), sender))
            .setSubject(letter.subject())
            .setText(letter.text())
            .setHtml(letter.html())
            .addHeader("Auto-Submitted", "auto-generated");
    return mailer.send(mail);
  }

  private void failed(Throwable failure) {
    metrics.failed();
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String message = String.valueOf(cause.getMessage());
    LOG.errorf(
        "event=mail_failed error=%s: a letter was not sent; are TEMPEST_SMTP_* right? %s",
        cause.getClass().getSimpleName(), ADDRESS.matcher(message).replaceAll("…"));
  }
}
