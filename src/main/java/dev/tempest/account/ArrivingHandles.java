package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.HandleDomains;
import dev.tempest.identity.HandleResolver;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** Which handles people may bring along from another server: a domain of their own, if it is. */
@Singleton
final class ArrivingHandles {
  private final HandleRules rules;
  private final HandleDomains domains;
  private final Function<Handle, Optional<Did>> resolver;

  @Inject
  ArrivingHandles(HandleRules rules, HandleDomains domains, HandleResolver resolver) {
    this(rules, domains, resolver::resolveNow);
  }

  ArrivingHandles(
      HandleRules rules, HandleDomains domains, Function<Handle, Optional<Did>> resolver) {
    this.rules = rules;
    this.domains = domains;
    this.resolver = resolver;
  }

  /** {@code text} as a handle of {@code did}: under a domain of ours, or one that leads to it. */
  Handle requireFit(String text, Did did) {
    Handle handle = parse(text);
    if (domains.cover(handle)) {
      return rules.requireFit(text);
    }
    if (resolver.apply(handle).filter(did::equals).isEmpty()) {
      throw new Refusal.Invalid("InvalidHandle", "External handle did not resolve to DID");
    }
    return handle;
  }

  private static Handle parse(String text) {
    try {
      return new Handle(text);
    } catch (SyntaxException malformed) {
      throw new Refusal.Invalid("InvalidHandle", "Input/handle must be a valid handle");
    }
  }
}
