package dev.tempest.mail;

import dev.tempest.atproto.syntax.Handle;
import dev.tempest.config.ServerConfig;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.qute.Variant;
import jakarta.inject.Singleton;

/** Writes the letters. The words are in {@code src/main/resources/templates/mail}. */
@Singleton
public final class Letters {
  private final ServerConfig server;

  Letters(ServerConfig server) {
    this.server = server;
  }

  @CheckedTemplate(basePath = "mail")
  private static final class Templates {
    static native TemplateInstance confirmEmail(String handle, String code, String host);

    static native TemplateInstance updateEmail(String handle, String code, String host);

    static native TemplateInstance resetPassword(String handle, String code, String host);

    static native TemplateInstance deleteAccount(String handle, String code, String host);

    static native TemplateInstance plcOperation(String handle, String code, String host);

    static native TemplateInstance message(String content, String host);
  }

  /** The letter that carries {@code code} to the account's address. */
  public Letter ofCode(String to, Handle handle, Purpose purpose, String code) {
    String name = handle.value();
    String host = server.hostname();
    return switch (purpose) {
      case CONFIRM_EMAIL ->
          letter(to, "Confirm your e-mail address", Templates.confirmEmail(name, code, host));
      case UPDATE_EMAIL ->
          letter(to, "Change your e-mail address", Templates.updateEmail(name, code, host));
      case RESET_PASSWORD ->
          letter(to, "Reset your password", Templates.resetPassword(name, code, host));
      case DELETE_ACCOUNT ->
          letter(to, "Delete your account", Templates.deleteAccount(name, code, host));
      case PLC_OPERATION ->
          letter(to, "Change your identity", Templates.plcOperation(name, code, host));
    };
  }

  /** What the operator writes; {@code content} is plain text. */
  public Letter ofOperator(String to, String subject, String content) {
    // a line break would begin another header
    String line = subject.replaceAll("\\p{Cntrl}+", " ").strip();
    return letter(to, line, Templates.message(content, server.hostname()));
  }

  private static Letter letter(String to, String subject, TemplateInstance template) {
    return new Letter(
        to, subject, rendered(template, Variant.TEXT_PLAIN), rendered(template, Variant.TEXT_HTML));
  }

  private static String rendered(TemplateInstance template, String type) {
    return template.setVariant(Variant.forContentType(type)).render();
  }
}
