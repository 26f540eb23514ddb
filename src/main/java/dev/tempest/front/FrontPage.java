package dev.tempest.front;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tempest.account.AccountConfig;
import dev.tempest.config.ServerConfig;
import dev.tempest.files.Sha256;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The page that says what this server is. All in it is configuration: it is rendered once. */
@Singleton
final class FrontPage {
  private static final String STYLE_BEGIN = "<style>";
  private static final String STYLE_END = "</style>";

  private final ServerConfig server;
  private final AccountConfig operator;
  private volatile @Nullable Rendered rendered;

  FrontPage(ServerConfig server, AccountConfig operator) {
    this.server = server;
    this.operator = operator;
  }

  @CheckedTemplate(basePath = "front")
  private static final class Templates {
    static native TemplateInstance page(
        String host,
        String version,
        @Nullable String privacyPolicy,
        @Nullable String termsOfService,
        @Nullable String contact,
        @Nullable String contactLink);
  }

  /**
   * The page, and what it may do.
   *
   * @param policy Content-Security-Policy: the page's own style, and nothing else
   */
  record Rendered(String html, String policy) {}

  Rendered get() {
    var known = rendered;
    if (known == null) {
      known = render();
      rendered = known;
    }
    return known;
  }

  private Rendered render() {
    String html =
        Templates.page(
                server.hostname(),
                server.version(),
                operator.privacyPolicyUrl().orElse(null),
                operator.termsOfServiceUrl().orElse(null),
                operator.contactEmail().orElse(null),
                operator.contactEmail().map(FrontPage::mailto).orElse(null))
            .render();
    String style =
        html.substring(html.indexOf(STYLE_BEGIN) + STYLE_BEGIN.length(), html.indexOf(STYLE_END));
    return new Rendered(
        html,
        ("default-src 'none'; style-src 'sha256-%s'; img-src data:; base-uri 'none';"
                + " form-action 'none'; frame-ancestors 'none'")
            .formatted(sha256(style)));
  }

  /** An address may have a question mark, and more that means something in a link. */
  private static String mailto(String address) {
    return "mailto:" + URLEncoder.encode(address, UTF_8).replace("%40", "@");
  }

  private static String sha256(String text) {
    return Base64.getEncoder().encodeToString(Sha256.digest().digest(text.getBytes(UTF_8)));
  }
}
