package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.HandleDomains;
import dev.tempest.identity.HandleResolver;
import dev.tempest.identity.HostedDids;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which handles people may choose: under the domains of this server, and of their own. */
@Singleton
final class HandleRules {
  private static final String RESERVED = "/dev/tempest/account/reserved-handles.txt";
  private static final int SHORTEST = 3;
  private static final int LONGEST = 18;

  private final HandleDomains domains;
  private final HostedDids dids;
  private final HandleResolver resolver;
  private final Set<String> reserved;

  HandleRules(HandleDomains domains, HostedDids dids, HandleResolver resolver) {
    this.domains = domains;
    this.dids = dids;
    this.resolver = resolver;
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
    if (!domains.cover(handle)) {
      throw unsupported();
    }
    requireChoosable(handle);
    return handle;
  }

  /** As {@link #requireFit}, or a name under no domain of ours, which must lead to {@code did}. */
  Handle requireFitFor(Did did, String text) {
    Handle handle = parse(text);
    if (domains.cover(handle)) {
      requireChoosable(handle);
    } else {
      requireLeadsTo(did, handle);
    }
    return handle;
  }

  /** As {@link #requireFitFor}, and reserved names and the server's own: the operator's choice. */
  Handle requireFitByOperator(Did did, String text) {
    Handle handle = parse(text);
    if (domains.cover(handle)) {
      domains.of(handle).ifPresent(domain -> requireShape(label(handle, domain)));
    } else {
      requireLeadsTo(did, handle);
    }
    return handle;
  }

  /** As {@link #requireFit}, and reserved names and the server's own: the operator's choice. */
  Handle requireFitByOperator(String text) {
    Handle handle = parse(text);
    if (!domains.cover(handle)) {
      throw unsupported();
    }
    domains.of(handle).ifPresent(domain -> requireShape(label(handle, domain)));
    return handle;
  }

  private void requireChoosable(Handle handle) {
    var domain = domains.of(handle);
    if (domain.isEmpty()) {
      // the server's own name, which fits an account that is the server
      if (!dids.hostsOne()) {
        throw reserved();
      }
      return;
    }
    String label = label(handle, domain.get());
    requireShape(label);
    if (reserved.contains(label)) {
      throw reserved();
    }
  }

  private static String label(Handle handle, String domain) {
    return handle.value().substring(0, handle.value().length() - domain.length());
  }

  private static void requireShape(String label) {
    if (label.contains(".")) {
      throw invalid("Handle must be one name under the domain");
    }
    if (label.length() < SHORTEST) {
      throw invalid("Handle too short");
    }
    if (label.length() > LONGEST) {
      throw invalid("Handle too long");
    }
  }

  private void requireLeadsTo(Did did, Handle handle) {
    if (!resolver.resolveNow(handle).equals(Optional.of(did))) {
      throw Refusal.invalid("External handle did not resolve to DID");
    }
  }

  private static Handle parse(String text) {
    Handle handle;
    try {
      handle = new Handle(text);
    } catch (SyntaxException malformed) {
      throw invalid("Input/handle must be a valid handle");
    }
    if (!HandleDomains.isUsable(handle)) {
      throw invalid("Handle TLD is invalid or disallowed");
    }
    return handle;
  }

  private static Refusal invalid(String message) {
    return new Refusal.Invalid("InvalidHandle", message);
  }

  private static Refusal unsupported() {
    return new Refusal.Invalid("UnsupportedDomain", "Not a supported handle domain");
  }

  private static Refusal reserved() {
    return new Refusal.Invalid("HandleNotAvailable", "Reserved handle");
  }
}
