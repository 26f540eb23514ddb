package dev.tempest.account;

import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.HandleDomains;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which handles people may choose under the domains of this server. */
@Singleton
final class HandleRules {
  private static final String RESERVED = "/dev/tempest/account/reserved-handles.txt";
  private static final int SHORTEST = 3;
  private static final int LONGEST = 18;

  private final HandleDomains domains;
  private final Set<String> reserved;

  HandleRules(HandleDomains domains) {
    this.domains = domains;
    this.reserved = load();
  }

  private static Set<String> load() {
    try (var list = HandleRules.class.getResourceAsStream(RESERVED)) {
      if (list == null) {
        throw new IllegalStateException(RESERVED + " is missing from the program");
      }
      return new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(Predicate.not(line -> line.startsWith("#")))
          .flatMap(line -> java.util.Arrays.stream(line.split(" ")))
          .filter(Predicate.not(String::isEmpty))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code text} as a handle for a new account; whether it is taken is not asked here. */
  Handle requireFit(String text) {
    Handle handle = parse(text);
    String domain =
        domains.all().stream()
            .filter(candidate -> handle.value().endsWith(candidate))
            .findFirst()
            .orElseThrow(
                () -> new Refusal.Invalid("UnsupportedDomain", "Not a supported handle domain"));
    String label = handle.value().substring(0, handle.value().length() - domain.length());
    if (label.contains(".")) {
      throw invalid("Handle must be one name under " + domain);
    }
    if (label.length() < SHORTEST) {
      throw invalid("Handle too short");
    }
    if (label.length() > LONGEST) {
      throw invalid("Handle too long");
    }
    if (reserved.contains(label)) {
      throw new Refusal.Invalid("HandleNotAvailable", "Reserved handle");
    }
    return handle;
  }

  private static Handle parse(String text) {
    try {
      return new Handle(text);
    } catch (SyntaxException malformed) {
      throw invalid("Input/handle must be a valid handle");
    }
  }

  private static Refusal invalid(String message) {
    return new Refusal.Invalid("InvalidHandle", message);
  }
}
