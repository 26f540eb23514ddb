package dev.tempest.auth;

import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who sent this request. Filled before a resource runs. */
@RequestScoped
public class CallerContext {
  private final AccountDirectory directory;
  private @Nullable Caller caller;

  CallerContext(AccountDirectory directory) {
    this.directory = directory;
  }

  /** For the HTTP edge alone, which has verified the caller. */
  public void admit(Caller verified) {
    caller = verified;
  }

  public Optional<Caller> find() {
    return Optional.ofNullable(caller);
  }

  /** True only with a good session of that very account. */
  public boolean is(Did did) {
    return caller instanceof Caller.Session session && session.did().equals(did);
  }

  public boolean isAdmin() {
    return caller instanceof Caller.Admin;
  }

  /** Whether an inactive account's data is shown to this caller: its owner and the operator. */
  public boolean maySee(Did did) {
    return is(did) || isAdmin();
  }

  /** The caller's session, where the method asks for one. */
  public Caller.Session requireSession() {
    if (caller instanceof Caller.Session session) {
      return session;
    }
    throw Authenticator.missing();
  }

  /** The account that calls, or that a service calls for. */
  public Did requireDid() {
    return switch (caller) {
      case Caller.Session session -> session.did();
      case Caller.Service service -> service.issuer();
      case Caller.Admin _ -> throw Authenticator.missing();
      case null -> throw Authenticator.missing();
    };
  }

  /** The caller's own account. */
  public HostedAccount requireAccount() {
    return directory.find(requireDid()).orElseThrow(Authenticator::gone);
  }

  /** The DID behind {@code repo}, which must be the caller's own. */
  public Did requireRepo(AtIdentifier repo) {
    Did own = requireDid();
    if (repo.equals(own)) {
      return own;
    }
    HostedAccount found =
        directory.find(repo).orElseThrow(() -> Refusal.invalid("Could not find repo: " + repo));
    if (!found.did().equals(own)) {
      throw new Refusal.Unauthenticated(
          "AuthenticationRequired", "The repo " + repo + " is not the caller's");
    }
    return own;
  }
}
