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

  /** True only with good credentials for that very account. */
  public boolean is(Did did) {
    return caller != null && caller.did().equals(did);
  }

  public Caller require() {
    if (caller == null) {
      throw Authenticator.missing();
    }
    return caller;
  }

  /** The caller's own account. */
  public HostedAccount requireAccount() {
    return directory.find(require().did()).orElseThrow(Authenticator::gone);
  }

  /** The DID behind {@code repo}, which must be the caller's own. */
  public Did requireRepo(AtIdentifier repo) {
    Did own = require().did();
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
