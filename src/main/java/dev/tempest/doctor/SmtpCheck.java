package dev.tempest.doctor;

import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import dev.tempest.mail.Letters;
import dev.tempest.mail.MailConfig;
import dev.tempest.mail.MailService;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** Whether the mail server takes letters from this one; none is sent unless that is asked for. */
@Singleton
final class SmtpCheck implements Check {
  private final MailConfig config;
  private final ServerConfig server;
  private final Consumer<String> post;

  @Inject
  SmtpCheck(
      MailConfig config,
      ServerConfig server,
      Instance<MailService> mail,
      Instance<Letters> letters) {
    this(
        config,
        server,
        address ->
            mail.get()
                .send(
                    letters
                        .get()
                        .ofOperator(
                            address,
                            "A letter from the doctor of " + server.hostname(),
                            "Who reads this can be sent e-mail by this server.")));
  }

  /**
   * @param post sends a letter to an address, or refuses
   */
  SmtpCheck(MailConfig config, ServerConfig server, Consumer<String> post) {
    this.config = config;
    this.server = server;
    this.post = post;
  }

  @Override
  public String id() {
    return "smtp";
  }

  @Override
  public Reach reach() {
    return Reach.SERVICES;
  }

  @Override
  public List<Finding> look(Examination examination) {
    if (!config.enabled()) {
      return List.of(
          Finding.skipped(
              this, "TEMPEST_SMTP_ENABLED is false: people get their codes from the operator"));
    }
    var findings = new ArrayList<Finding>();
    findings.add(talk());
    if (findings.getFirst().verdict() != Verdict.FAIL) {
      examination.mailTo().map(this::send).ifPresent(findings::add);
    }
    return findings;
  }

  private Finding talk() {
    String place = "%s:%d".formatted(config.host().orElse(""), config.port());
    try (var dialogue = SmtpDialogue.open(config.host().orElse(""), config.port(), config.ssl())) {
      return talk(place, dialogue);
    } catch (SSLException unsafe) {
      return Finding.fail(
          this,
          "",
          "%s: no TLS: %s".formatted(place, unsafe.getMessage()),
          "port 465 wants TEMPEST_SMTP_SSL=true, port 587 TEMPEST_SMTP_TLS=always; the host must"
              + " be named as in its certificate");
    } catch (SmtpDialogue.RefusedException refused) {
      return Finding.fail(
          this,
          "",
          "%s refuses: %s".formatted(place, refused.getMessage()),
          "compare TEMPEST_SMTP_* with what the mail provider says");
    } catch (IOException unreachable) {
      return Finding.fail(
          this,
          "",
          "%s does not answer: %s".formatted(place, unreachable.getMessage()),
          "compare TEMPEST_SMTP_HOST and TEMPEST_SMTP_PORT; many providers of machines block 25,"
              + " and let 587 pass");
    }
  }

  private Finding talk(String place, SmtpDialogue dialogue) throws IOException {
    var abilities = dialogue.hello(server.hostname());
    boolean encrypted = config.ssl();
    boolean offered = abilities.contains("STARTTLS");
    if (!encrypted && config.tls().equals("always") && !offered) {
      return Finding.fail(
          this,
          "",
          place + " offers no STARTTLS, which TEMPEST_SMTP_TLS=always demands",
          "use its TLS port: TEMPEST_SMTP_PORT=465 and TEMPEST_SMTP_SSL=true");
    }
    if (!encrypted && offered && !config.tls().equals("never")) {
      dialogue.startTls();
      encrypted = true;
      abilities = dialogue.hello(server.hostname());
    }
    boolean loggedIn = logIn(dialogue, abilities);
    String seen =
        "%s answers%s%s"
            .formatted(place, encrypted ? ", by TLS" : "", loggedIn ? ", logged in" : "");
    return encrypted || isLocal()
        ? Finding.ok(this, "", seen)
        : Finding.warn(
            this,
            "",
            seen + ", unencrypted",
            "codes and the password travel in the open: set TEMPEST_SMTP_TLS=always");
  }

  private boolean isLocal() {
    return config.host().filter(List.of("localhost", "127.0.0.1", "::1")::contains).isPresent();
  }

  /** As the mailer does: when there is a name, and the server or the operator wants it. */
  private boolean logIn(SmtpDialogue dialogue, List<String> abilities) throws IOException {
    var ways =
        abilities.stream().filter(ability -> ability.startsWith("AUTH")).findFirst().orElse("");
    if (config.auth().equals("never")
        || config.username().isEmpty()
        || (ways.isEmpty() && !config.auth().equals("always"))) {
      return false;
    }
    dialogue.logIn(
        config.username().get(), config.password().orElse(""), !ways.matches("AUTH[ =]LOGIN"));
    return true;
  }

  private Finding send(String address) {
    try {
      post.accept(address);
      return Finding.ok(this, "letter", "handed over for " + address + "; look whether it arrives");
    } catch (Refusal refused) {
      return Finding.fail(
          this,
          "letter",
          "not taken for " + address,
          "see the server's log (event=mail_failed); may TEMPEST_SMTP_FROM_ADDRESS send there?");
    }
  }
}
