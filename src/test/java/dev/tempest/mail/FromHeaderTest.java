package dev.tempest.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FromHeaderTest {
  private static final String ADDRESS = "pds@example.com";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Tempest | \"Tempest\" <pds@example.com>",
        "Post, Inc. (us) | \"Post, Inc. (us)\" <pds@example.com>",
        "a\"b\\c | \"a\\\"b\\\\c\" <pds@example.com>",
        "Büro | =?UTF-8?B?QsO8cm8=?= <pds@example.com>"
      })
  void quotesOrEncodesTheName(String name, String header) {
    assertThat(FromHeader.of(name, ADDRESS)).isEqualTo(header);
  }

  @Test
  void beginsNoOtherHeader() {
    assertThat(FromHeader.of("a\r\nBcc: b@example.com", ADDRESS))
        .isEqualTo("\"a Bcc: b@example.com\" <pds@example.com>");
    assertThat(FromHeader.of(" \n ", ADDRESS)).isEqualTo(ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"é", "日本語の名前がとても長い場合もあります", "🌪🌪🌪🌪🌪🌪🌪🌪🌪🌪🌪🌪🌪"})
  void wordsAreShortAndWholeCharacters(String name) {
    String header = FromHeader.of(name, ADDRESS);
    String words = header.substring(0, header.indexOf(" <"));
    assertThat(words.split(" ")).allSatisfy(word -> assertThat(word).hasSizeLessThan(76));
    String decoded =
        Arrays.stream(words.split(" "))
            .map(word -> word.substring("=?UTF-8?B?".length(), word.length() - 2))
            .map(word -> new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8))
            .collect(Collectors.joining());
    assertThat(decoded).isEqualTo(name);
  }
}
