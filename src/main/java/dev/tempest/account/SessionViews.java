package dev.tempest.account;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.DidResolver;
import dev.tempest.mail.MailService;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What a session says about its account. */
@Singleton
final class SessionViews {
  private static final Logger LOG = Logger.getLogger(SessionViews.class);

  private final Database accounts;
  private final DidResolver resolver;
  private final PublishedIdentity identities;
  private final MailService mail;

  SessionViews(
      AccountDatabase accounts,
      DidResolver resolver,
      PublishedIdentity identities,
      MailService mail) {
    this.accounts = accounts.database();
    this.resolver = resolver;
    this.identities = identities;
    this.mail = mail;
  }

  /** The answer of {@code createSession}, {@code refreshSession} and, without tokens, the other. */
  public record SessionView(
      @Nullable String accessJwt,
      @Nullable String refreshJwt,
      Did did,
      Handle handle,
      @Nullable String email,
      boolean emailConfirmed,
      boolean emailAuthFactor,
      boolean active,
      @Nullable String status,
      Node.@Nullable Obj didDoc) {}

  SessionView of(SessionService.Session session) {
    return view(session.account(), session.tokens());
  }

  SessionView of(Did did) {
    return view(
        accounts
            .read(connection -> AccountTable.findByDid(connection, did))
            .orElseThrow(() -> new Refusal.Forbidden("AccountNotFound", "Account not found")),
        null);
  }

  private SessionView view(AccountTable.Row account, SessionService.@Nullable Tokens tokens) {
    return new SessionView(
        tokens == null ? null : tokens.access(),
        tokens == null ? null : tokens.refresh(),
        account.did(),
        account.handle() == null ? Handle.INVALID : account.handle(),
        account.email(),
        // clients ask every day for what nobody can do who has no e-mail to confirm by
        account.emailConfirmed() || !mail.isEnabled(),
        false, // logging in takes no second factor here
        account.status().isActive(),
        account.status().whyInactive().orElse(null),
        didDocument(account.did()));
  }

  /**
   * Null when it cannot be had now: a session does not depend on the directory being there. Null,
   * too, while it names another server, as in the middle of a move: clients would take the tokens
   * of this session there.
   */
  Node.@Nullable Obj didDocument(Did did) {
    try {
      return resolver.resolve(did).filter(identities::namesUs).map(DidDocument::json).orElse(null);
    } catch (Refusal unreachable) {
      LOG.debugf("event=did_document_missing did=%s: %s", did, unreachable.getMessage());
      return null;
    }
  }
}
