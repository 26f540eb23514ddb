package dev.tempest.account;

import dev.tempest.atproto.syntax.Datetime;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.HandleDomains;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whether a new account may have a handle, and which others are like it. */
@Singleton
final class HandleSuggestions {
  private static final int MOST = 5;
  private static final int LONGEST_LABEL = 18;
  private static final int LAST_NUMBER = 20;
  private static final int YEAR_DIGITS = 4;

  private final HandleRules rules;
  private final HandleDomains domains;
  private final AccountDirectory directory;

  HandleSuggestions(HandleRules rules, HandleDomains domains, AccountDirectory directory) {
    this.rules = rules;
    this.domains = domains;
    this.directory = directory;
  }

  /**
   * A handle that can be had.
   *
   * @param method how it was found
   */
  public record Suggestion(Handle handle, String method) {}

  private record Candidate(String label, String method) {}

  boolean isAvailable(String handle) {
    try {
      return directory.find(rules.requireFit(handle)).isEmpty();
    } catch (Refusal unfit) {
      return false;
    }
  }

  /** Handles like {@code wanted}, under the same domain or, if that is not ours, the first. */
  List<Suggestion> like(Handle wanted, Optional<Email> email, Optional<Datetime> birthDate) {
    String domain =
        domains.all().stream()
            .filter(candidate -> wanted.value().endsWith(candidate))
            .findFirst()
            .orElseGet(() -> domains.all().getFirst());
    var found = new ArrayList<Suggestion>();
    for (Candidate candidate :
        (Iterable<Candidate>) candidates(wanted, email, birthDate)::iterator) {
      String handle = candidate.label() + domain;
      if (isAvailable(handle)
          && found.stream().noneMatch(other -> other.handle().value().equals(handle))) {
        found.add(new Suggestion(new Handle(handle), candidate.method()));
      }
      if (found.size() == MOST) {
        break;
      }
    }
    return found;
  }

  private static Stream<Candidate> candidates(
      Handle wanted, Optional<Email> email, Optional<Datetime> birthDate) {
    String label = label(wanted.value().split("\\.", 2)[0]);
    var plain = Stream.of(new Candidate(label, "handle"));
    var year =
        birthDate.stream()
            .map(date -> with(label, date.value().substring(0, YEAR_DIGITS)))
            .map(text -> new Candidate(text, "handle-year"));
    var mailbox =
        email.stream()
            .map(address -> label(address.value().split("@", 2)[0]))
            .map(text -> new Candidate(text, "email"));
    var numbered =
        IntStream.rangeClosed(2, LAST_NUMBER)
            .mapToObj(number -> new Candidate(with(label, Integer.toString(number)), "number"));
    return Stream.of(plain, year, mailbox, numbered).flatMap(part -> part);
  }

  /** {@code text} as a name that could be one under our domains, if perhaps too short. */
  private static String label(String text) {
    String clean =
        text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-").replaceAll("^-+|-+$", "");
    return cut(clean, LONGEST_LABEL);
  }

  private static String with(String label, String suffix) {
    return cut(label, LONGEST_LABEL - suffix.length()) + suffix;
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest).replaceAll("-+$", "");
  }
}
