package dev.tempest.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.Caller;
import dev.tempest.auth.Scope;
import dev.tempest.auth.SessionTokens;
import dev.tempest.fault.Refusal;
import dev.tempest.secret.Passwords;
import dev.tempest.secret.Secrets;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.Schema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionServiceTest {
  private static final Did DID = new Did("did:plc:ewvi7nxzyoun6zhxrhs64oiz");
  private static final Secrets SECRETS = Secrets.of("a secret that is long enough for a test");

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-03-01T12:00:00.5Z");
  private Database database;
  private SessionService sessions;

  @BeforeEach
  void open() {
    database =
        Database.open(folder.resolve("account.sqlite"), Schema.ACCOUNT, new Database.Size(2, 256));
    var accounts = new AccountDatabase(database);
    var tokens = new SessionTokens(SECRETS, new Did("did:web:pds.example.com"), () -> now);
    var credentials = new Credentials(accounts, new Passwords(), new AppPasswordText(SECRETS));
    sessions =
        new SessionService(accounts, tokens, new RefreshIds(SECRETS), credentials, () -> now);
    database.write(
        tx -> {
          AccountTable.insert(tx, DID, new Handle("alice.test"), "a@example.com", "-", now);
          return true;
        });
  }

  @AfterEach
  void close() {
    database.close();
  }

  private String logIn() {
    return database.write(tx -> sessions.open(tx, DID)).refresh();
  }

  private String refresh(String token) {
    return sessions.refresh(caller(token)).tokens().refresh();
  }

  private static Caller.Session caller(String token) {
    return new Caller.Session(DID, Scope.REFRESH, claim(token, "jti"));
  }

  private static String claim(String token, String name) {
    String claims =
        new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
    int start = claims.indexOf("\"" + name + "\":") + name.length() + 3;
    int end = claims.indexOf(',', start);
    return claims.substring(start, end < 0 ? claims.length() - 1 : end).replace("\"", "");
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void assertRevoked(String token) {
    assertThatThrownBy(() -> refresh(token))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class,
            refusal -> {
              assertThat(refusal.error()).isEqualTo("ExpiredToken");
              assertThat(refusal).hasMessage("Token has been revoked");
            });
  }

  @Test
  void livesForNinetyDays() {
    String token = logIn();
    long life = Long.parseLong(claim(token, "exp")) - Long.parseLong(claim(token, "iat"));
    assertThat(Duration.ofSeconds(life)).isEqualTo(Duration.ofDays(90));
    assertThat(Base64.getDecoder().decode(claim(token, "jti"))).hasSize(32);
  }

  @Test
  void givesTheSameSuccessorWithinTheGrace() {
    String first = logIn();
    pass(Duration.ofMinutes(90));
    String second = refresh(first);
    pass(SessionService.GRACE.minusSeconds(1));
    assertThat(refresh(first)).isEqualTo(second);
  }

  @Test
  void givesTheSameSuccessorAlsoWhenThatWasUsed() {
    String first = logIn();
    String second = refresh(first);
    String third = refresh(second);
    pass(Duration.ofHours(1));
    assertThat(refresh(first)).isEqualTo(second);
    assertThat(refresh(second)).isEqualTo(third).isNotEqualTo(second);
  }

  @Test
  void refusesATokenAfterItsGrace() {
    String first = logIn();
    String second = refresh(first);
    pass(SessionService.GRACE);
    assertRevoked(first);
    refresh(second);
    assertRevoked(first);
  }

  @Test
  void endsAWholeSessionAndNoOther() {
    String first = logIn();
    String second = refresh(first);
    String other = logIn();
    sessions.revoke(caller(second));
    assertRevoked(first);
    assertRevoked(second);
    assertThat(refresh(other)).isNotEmpty();
  }

  @Test
  void forgetsSessionsThatNothingContinues() {
    logIn();
    pass(Duration.ofDays(91));
    logIn();
    assertThat(count("session")).isEqualTo(1);
    assertThat(count("refresh_token")).isEqualTo(1);
  }

  @Test
  void keepsThoseWhoComeBackWhenThereAreTooMany() {
    String phone = logIn();
    pass(Duration.ofHours(3));
    String phoneNow = refresh(phone);
    String unused = logIn();
    pass(Duration.ofMinutes(1));
    String last = unused;
    for (int i = 0; i < SessionService.MOST_SESSIONS - 1; i++) {
      last = logIn();
    }
    assertThat(count("session")).isEqualTo(SessionService.MOST_SESSIONS);
    assertRevoked(unused);
    assertThat(refresh(phoneNow)).isNotEmpty();
    assertThat(refresh(last)).isNotEmpty();
  }

  @Test
  void forgetsTokensPastTheirGrace() {
    String token = logIn();
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofHours(3));
      token = refresh(token);
    }
    assertThat(count("refresh_token")).isEqualTo(2);
  }

  @Test
  void storesNoTokenIds() throws java.io.IOException {
    String id = claim(logIn(), "jti");
    database.close();
    String file =
        new String(
            java.nio.file.Files.readAllBytes(folder.resolve("account.sqlite")),
            StandardCharsets.ISO_8859_1);
    assertThat(file).doesNotContain(id);
    assertThat(file)
        .doesNotContain(new String(Base64.getDecoder().decode(id), StandardCharsets.ISO_8859_1));
  }

  private long count(String table) {
    return database.read(
        connection -> {
          try (var statement = connection.createStatement();
              var row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            return row.getLong(1);
          }
        });
  }
}
