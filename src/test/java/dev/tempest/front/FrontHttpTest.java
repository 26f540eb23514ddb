package dev.tempest.front;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.account.AccountConfig;
import dev.tempest.config.ServerConfig;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What browsers and crawlers get. */
@QuarkusTest
class FrontHttpTest {
  private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("href=\"(/[^\"]*)\"");

  @Inject ServerConfig server;

  @Test
  void thePageSaysWhatThisServerIs() {
    given()
        .get("/")
        .then()
        .statusCode(200)
        .contentType("text/html;charset=UTF-8")
        .body(containsString("<html lang=\"en\">"))
        .body(containsString("<h1>localhost</h1>"))
        .body(containsString("Personal Data Server"))
        .body(containsString("Tempest " + server.version()));
  }

  @Test
  void thePageMayDoNothingButShowItsOwnStyle() throws Exception {
    var answer = given().get("/").then().statusCode(200).extract();
    Matcher style = STYLE.matcher(answer.asString());
    assertThat(style.find()).isTrue();
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(style.group(1).getBytes(StandardCharsets.UTF_8));
    assertThat(answer.header("Content-Security-Policy"))
        .startsWith("default-src 'none'; style-src 'sha256-")
        .contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'")
        .doesNotContain("unsafe");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=60");
    assertThat(answer.asString()).doesNotContain("<script", " style=", "onclick");
  }

  @Test
  void itsLinksLeadSomewhere() {
    Matcher links = LINK.matcher(given().get("/").asString());
    int count = 0;
    while (links.find()) {
      given().get(links.group(1)).then().statusCode(200);
      count++;
    }
    assertThat(count).isEqualTo(3);
  }

  @Test
  void itIsTheSameUnderEveryName() {
    String usual = given().get("/").asString();
    given().header("Host", "alice.test").get("/").then().statusCode(200).body(equalTo(usual));
  }

  @Test
  void whatTheOperatorConfiguresIsTextAndNothingElse() {
    var page =
        new FrontPage(
                server,
                operator(
                    "https://example.com/?a=1&b=\"><script>",
                    "https://example.com/terms",
                    "a?b&c'd@example.com"))
            .get()
            .html();
    assertThat(page)
        .contains("href=\"https://example.com/?a=1&amp;b=&quot;&gt;&lt;script&gt;\"")
        .contains("href=\"https://example.com/terms\"")
        .contains("href=\"mailto:a%3Fb%26c%27d@example.com\"")
        .contains(">a?b&amp;c&#39;d@example.com<")
        .doesNotContain("<script");
  }

  @Test
  void anOperatorWhoSaysNothingIsNotMentioned() {
    assertThat(given().get("/").asString()).doesNotContain("Who runs it", "mailto:", "Contact");
  }

  @Test
  void robotsAreWelcome() {
    given().get("/robots.txt").then().statusCode(200).body(containsString("Allow: /"));
  }

  private static AccountConfig operator(String privacy, String terms, String contact) {
    return new AccountConfig() {
      @Override
      public Optional<String> privacyPolicyUrl() {
        return Optional.of(privacy);
      }

      @Override
      public Optional<String> termsOfServiceUrl() {
        return Optional.of(terms);
      }

      @Override
      public Optional<String> contactEmail() {
        return Optional.of(contact);
      }
    };
  }
}
