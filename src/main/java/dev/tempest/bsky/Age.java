package dev.tempest.bsky;

import dev.tempest.atproto.data.Node;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** How old somebody is by their birth date. */
record Age(long years) {
  private static final int DATE_LENGTH = "2000-01-01".length();

  /** Empty when {@code birthDate}, a date or a date with a time, is none. */
  static Optional<Age> of(String birthDate, LocalDate today) {
    if (birthDate.length() < DATE_LENGTH) {
      return Optional.empty();
    }
    try {
      LocalDate born = LocalDate.parse(birthDate.substring(0, DATE_LENGTH));
      return Optional.of(new Age(ChronoUnit.YEARS.between(born, today)));
    } catch (DateTimeException noDate) {
      return Optional.empty();
    }
  }

  Node asPreference(String type) {
    var preference = Tree.typed(type);
    for (int limit : new int[] {13, 16, 18}) {
      preference = Tree.with(preference, "isOverAge" + limit, new Node.Bool(years >= limit));
    }
    return preference;
  }
}
