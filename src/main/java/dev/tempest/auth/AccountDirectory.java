package dev.tempest.auth;

import dev.tempest.atproto.syntax.AtIdentifier;
import java.util.Optional;

/** The accounts of this server. Cheap enough to ask at every request. */
public interface AccountDirectory {
  /** By DID also when deleted, by handle only while it is the account's. */
  Optional<HostedAccount> find(AtIdentifier id);
}
