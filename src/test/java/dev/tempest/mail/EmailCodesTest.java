package dev.tempest.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.secret.Secrets;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailCodesTest {
  private static final Did ALICE = new Did("did:plc:alice");
  private static final Did BOB = new Did("did:plc:bob");

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private Database database;
  private EmailCodes codes;

  @BeforeEach
  void open() {
    database =
        Database.open(folder.resolve("account.sqlite"), Schema.ACCOUNT, new Database.Size(2, 256));
    var secrets = Secrets.of("a secret that is long enough for a test");
    codes = new EmailCodes(new AccountDatabase(database), secrets, () -> now);
    run(
        "INSERT INTO account (did, status, incomplete, created_at)"
            + " VALUES ('did:plc:alice', 'active', 0, 0), ('did:plc:bob', 'active', 0, 0)");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void run(String sql) {
    database.write(
        tx -> {
          try (var statement = tx.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private static void assertRefused(String error, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refusal.Invalid.class, refusal -> assertThat(refusal.error()).isEqualTo(error));
  }

  @Test
  void hasTheFormThatClientsCheckFor() {
    for (int i = 0; i < 100; i++) {
      pass(EmailCodes.LIFE);
      assertThat(codes.issue(ALICE, Purpose.RESET_PASSWORD))
          .matches("[A-Z2-7]{5}-[A-Z2-7]{5}")
          .doesNotContain("I", "O");
    }
  }

  @ParameterizedTest
  @EnumSource(Purpose.class)
  void isGoodForOneUseByOneAccountAndForOnePurpose(Purpose purpose) {
    String code = codes.issue(ALICE, purpose);
    for (Purpose other : Purpose.values()) {
      if (other != purpose) {
        codes.issue(ALICE, other);
        assertRefused("InvalidToken", () -> codes.requireValid(ALICE, other, code));
      }
    }
    codes.issue(BOB, purpose);
    assertRefused("InvalidToken", () -> codes.requireValid(BOB, purpose, code));
    codes.requireValid(ALICE, purpose, code);
    assertThat(codes.requireAccount(purpose, code)).isEqualTo(ALICE);
    codes.consume(ALICE, purpose, code);
    assertRefused("InvalidToken", () -> codes.consume(ALICE, purpose, code));
    assertRefused("InvalidToken", () -> codes.requireAccount(purpose, code));
  }

  @Test
  void endsAfterFifteenMinutes() {
    String code = codes.issue(ALICE, Purpose.DELETE_ACCOUNT);
    pass(Duration.ofMinutes(15).minusSeconds(1));
    codes.requireValid(ALICE, Purpose.DELETE_ACCOUNT, code);
    pass(Duration.ofSeconds(1));
    assertRefused("ExpiredToken", () -> codes.consume(ALICE, Purpose.DELETE_ACCOUNT, code));
    assertRefused("ExpiredToken", () -> codes.requireAccount(Purpose.DELETE_ACCOUNT, code));
    assertThat(codes.list(ALICE)).isEmpty();
  }

  @Test
  void isTheSameWhenAskedForAgainAtOnceAndAnotherLater() {
    String first = codes.issue(ALICE, Purpose.RESET_PASSWORD);
    pass(Duration.ofMinutes(4));
    assertThat(codes.issue(ALICE, Purpose.RESET_PASSWORD)).isEqualTo(first);
    pass(Duration.ofMinutes(1));
    String second = codes.issue(ALICE, Purpose.RESET_PASSWORD);
    assertThat(second).isNotEqualTo(first);
    assertRefused("InvalidToken", () -> codes.requireAccount(Purpose.RESET_PASSWORD, first));
    pass(Duration.ofMinutes(14));
    codes.consume(ALICE, Purpose.RESET_PASSWORD, second);
  }

  @Test
  void mayBeTypedAsPeopleType() {
    String code = codes.issue(ALICE, Purpose.CONFIRM_EMAIL);
    Stream.of(code.toLowerCase(Locale.ROOT), code.replace("-", ""), " " + code.replace("-", " - "))
        .forEach(typed -> codes.requireValid(ALICE, Purpose.CONFIRM_EMAIL, typed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "AAAAA-AAAAA", "AAAAA-AAAAAA", "'; DROP TABLE email_code", "ı"})
  void refusesRubbish(String code) {
    codes.issue(ALICE, Purpose.CONFIRM_EMAIL);
    assertRefused("InvalidToken", () -> codes.requireValid(ALICE, Purpose.CONFIRM_EMAIL, code));
    assertRefused("InvalidToken", () -> codes.requireAccount(Purpose.CONFIRM_EMAIL, code));
  }

  @Test
  void isShownToTheOperatorAndIsNotInTheFile() throws IOException {
    String code = codes.issue(ALICE, Purpose.RESET_PASSWORD);
    codes.issue(BOB, Purpose.DELETE_ACCOUNT);
    assertThat(codes.list(ALICE))
        .containsExactly(
            new EmailCodes.Issued(Purpose.RESET_PASSWORD, code, now.plus(EmailCodes.LIFE)));
    assertThat(codes.find(ALICE, Purpose.RESET_PASSWORD).orElseThrow().code()).isEqualTo(code);
    assertThat(codes.find(ALICE, Purpose.DELETE_ACCOUNT)).isEmpty();
    assertThat(codes.list(ALICE).toString()).doesNotContain(code);
    database.close();
    String file = Files.readString(folder.resolve("account.sqlite"), StandardCharsets.ISO_8859_1);
    assertThat(file).doesNotContain(code).doesNotContain(code.replace("-", ""));
  }

  @Test
  void isNotUsedUpByWhatFails() {
    String code = codes.issue(ALICE, Purpose.RESET_PASSWORD);
    assertThatThrownBy(
            () ->
                database.write(
                    tx -> {
                      codes.consume(tx, ALICE, Purpose.RESET_PASSWORD, code);
                      throw Refusal.invalid("too late");
                    }))
        .hasMessage("too late");
    codes.consume(ALICE, Purpose.RESET_PASSWORD, code);
  }

  @Test
  void isUsedOnceHoweverManyTryAtOnce() throws Exception {
    String code = codes.issue(ALICE, Purpose.RESET_PASSWORD);
    Callable<Boolean> use =
        () -> {
          try {
            codes.consume(ALICE, Purpose.RESET_PASSWORD, code);
            return true;
          } catch (Refusal used) {
            return false;
          }
        };
    int uses = 0;
    try (var pool = Executors.newFixedThreadPool(8)) {
      for (var done : pool.invokeAll(java.util.Collections.nCopies(16, use))) {
        uses += done.get() ? 1 : 0;
      }
    }
    assertThat(uses).isEqualTo(1);
  }

  @Test
  void goesWithTheAccount() {
    String code = codes.issue(ALICE, Purpose.RESET_PASSWORD);
    run("DELETE FROM account WHERE did = 'did:plc:alice'");
    assertRefused("InvalidToken", () -> codes.requireAccount(Purpose.RESET_PASSWORD, code));
  }
}
