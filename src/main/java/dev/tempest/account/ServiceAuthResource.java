package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.auth.Caller;
import dev.tempest.auth.CallerContext;
import dev.tempest.auth.GuardedMethods;
import dev.tempest.auth.Scope;
import dev.tempest.auth.ServiceTokens;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tokens with which an account calls other services. */
@Path("/xrpc/com.atproto.server.getServiceAuth")
public final class ServiceAuthResource {
  private static final Duration LIFE = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration LONGEST_FOR_ANYTHING = Duration.ofMinutes(1);
  private static final int LONGEST_AUDIENCE = 2048;
  private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9._~:-]+");

  private final ServiceTokens tokens;
  private final CallerContext caller;
  private final InstantSource clock;

  ServiceAuthResource(ServiceTokens tokens, CallerContext caller, InstantSource clock) {
    this.tokens = tokens;
    this.caller = caller;
    this.clock = clock;
  }

  public record ServiceAuth(String token) {
    @Override
    public String toString() {
      return "ServiceAuth[…]";
    }
  }

  @GET
  public ServiceAuth getServiceAuth(
      @QueryParam("aud") @Nullable String aud,
      @QueryParam("exp") @Nullable Long exp,
      @QueryParam("lxm") @Nullable Nsid lxm) {
    var session = caller.requireSession();
    String audience = Refusal.required(aud, "aud");
    requireAudience(audience);
    Did did = session.did();
    if (exp == null) {
      requireAllowed(session, lxm);
      return new ServiceAuth(tokens.issue(did, audience, lxm, LIFE));
    }
    Instant expiresAt = requireSoon(exp, lxm);
    requireAllowed(session, lxm);
    return new ServiceAuth(tokens.issue(did, audience, lxm, expiresAt));
  }

  private static void requireAudience(String audience) {
    var parts = audience.split("#", 2);
    try {
      new Did(parts[0]);
    } catch (SyntaxException noDid) {
      throw badAudience();
    }
    if (audience.length() > LONGEST_AUDIENCE
        || (parts.length == 2 && !SERVICE.matcher(parts[1]).matches())) {
      throw badAudience();
    }
  }

  private Instant requireSoon(long exp, @Nullable Nsid lxm) {
    Instant now = clock.instant();
    if (exp <= now.getEpochSecond()) {
      throw badExpiration("expiration is in past");
    }
    if (exp > now.plus(LONGEST).getEpochSecond()) {
      throw badExpiration(
          "cannot request a token with an expiration more than an hour in the future");
    }
    if (lxm == null && exp > now.plus(LONGEST_FOR_ANYTHING).getEpochSecond()) {
      throw badExpiration(
          "cannot request a method-less token with an expiration more than a minute in the future");
    }
    return Instant.ofEpochSecond(exp);
  }

  private static void requireAllowed(Caller.Session session, @Nullable Nsid lxm) {
    if (GuardedMethods.mayDelegate(session.scope(), lxm)) {
      return;
    }
    if (lxm != null && GuardedMethods.isProtected(lxm)) {
      throw Refusal.invalid(
          "cannot request a service auth token for the following protected method: " + lxm);
    }
    if (session.scope() == Scope.TAKENDOWN) {
      throw new Refusal.Invalid("InvalidToken", "Bad token scope");
    }
    throw Refusal.invalid(
        "insufficient access to request a service auth token for the following method: " + lxm);
  }

  private static Refusal badAudience() {
    return Refusal.invalid("aud must be a DID, with or without #service");
  }

  private static Refusal badExpiration(String message) {
    return new Refusal.Invalid("BadExpiration", message);
  }
}
