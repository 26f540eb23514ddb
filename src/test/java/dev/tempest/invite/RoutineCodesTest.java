package dev.tempest.invite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.syntax.Did;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutineCodesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Did USER = new Did("did:plc:ewvi7nxzyoun6zhxrhs64oiz");

  private static Instant daysAgo(long days) {
    return NOW.minus(Duration.ofDays(days));
  }

  private static InviteCode code(String creator, boolean disabled, boolean used, Instant at) {
    var uses = used ? List.of(new InviteCode.Use(USER, at)) : List.<InviteCode.Use>of();
    return new InviteCode("code", 1, disabled, "did:plc:me", creator, at, uses);
  }

  private static List<InviteCode> codes(int count, InviteCode code) {
    return IntStream.range(0, count).mapToObj(i -> code).toList();
  }

  private static int due(long age, Instant epoch, List<InviteCode> codes) {
    return RoutineCodes.due(daysAgo(age), NOW, epoch, WEEK, codes);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "6, 0", "7, 1", "20, 2", "35, 5", "3650, 5"})
  void areEarnedByTimeUpToFive(long age, int due) {
    assertThat(due(age, Instant.EPOCH, List.of())).isEqualTo(due);
  }

  @ParameterizedTest
  @CsvSource({
    "21, 30, 3", // epoch before the account
    "21, 7, 1", // two intervals were over before the epoch
    "20, 7, 1", // the interval that spans the epoch counts
    "20, 0, 0"
  })
  void areNotEarnedBeforeTheEpoch(long age, long epoch, int due) {
    assertThat(due(age, daysAgo(epoch), List.of())).isEqualTo(due);
  }

  @Test
  void areFiveAtMostThatNobodyUsed() {
    var open = code("did:plc:me", false, false, daysAgo(1));
    assertThat(due(3650, Instant.EPOCH, codes(3, open))).isEqualTo(2);
    assertThat(due(3650, Instant.EPOCH, codes(5, open))).isZero();
    assertThat(due(3650, Instant.EPOCH, codes(7, open))).isZero();
  }

  @Test
  void areCountedAlsoWhenUsedOrDisabled() {
    var used = code("did:plc:me", false, true, daysAgo(1));
    var disabled = code("did:plc:me", true, false, daysAgo(1));
    assertThat(due(28, Instant.EPOCH, codes(3, used))).isEqualTo(1);
    assertThat(due(28, Instant.EPOCH, codes(3, disabled))).isEqualTo(1);
    assertThat(
            due(
                28,
                Instant.EPOCH,
                Stream.concat(codes(2, used).stream(), codes(2, disabled).stream()).toList()))
        .isZero();
  }

  @Test
  void areApartFromTheOperatorsGifts() {
    var gift = code(InviteCode.ADMIN, false, false, daysAgo(1));
    assertThat(due(35, Instant.EPOCH, codes(9, gift))).isEqualTo(5);
  }
}
