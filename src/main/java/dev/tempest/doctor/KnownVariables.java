package dev.tempest.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The environment variables that something in this program reads. */
public final class KnownVariables {
  private static final String LIST = "variables.txt";

  /** Further away, it is another word and not a slip. */
  private static final int MOST_SLIPS = 6;

  private final Set<String> names;

  private KnownVariables(Set<String> names) {
    this.names = names;
  }

  public static KnownVariables load() {
    var list = KnownVariables.class.getResourceAsStream(LIST);
    try (var lines =
        new BufferedReader(
            new InputStreamReader(Objects.requireNonNull(list, LIST), StandardCharsets.UTF_8))) {
      return new KnownVariables(
          lines
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .collect(Collectors.toUnmodifiableSet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean contain(String name) {
    return names.contains(name);
  }

  public Set<String> all() {
    return names;
  }

  /** The name that was probably meant. */
  Optional<String> nearest(String name) {
    return names.stream()
        .filter(known -> distance(name, known) <= Math.min(MOST_SLIPS, name.length() / 3))
        .min(Comparator.<String>comparingInt(known -> distance(name, known)).thenComparing(k -> k));
  }

  /** Letters to change, add or leave out (Levenshtein). */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int i = 0; i <= other.length(); i++) {
      row[i] = i;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
