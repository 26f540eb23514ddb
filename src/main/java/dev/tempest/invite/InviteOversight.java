package dev.tempest.invite;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the operator sees of invites, and may stop. */
@Singleton
public final class InviteOversight {
  private static final String SEPARATOR = "::";

  private final Database accounts;

  InviteOversight(AccountDatabase accounts) {
    this.accounts = accounts.database();
  }

  /** In which order codes are listed. */
  public enum Sort {
    RECENT,
    USAGE;

    /** {@code recent} by default; refuses what is neither. */
    public static Sort of(@Nullable String wire) {
      return switch (wire) {
        case null -> RECENT;
        case "recent" -> RECENT;
        case "usage" -> USAGE;
        default -> throw Refusal.invalid("unknown sort method: " + wire);
      };
    }
  }

  /**
   * Some codes.
   *
   * @param cursor where the next page begins; null behind the last
   */
  public record Page(List<InviteCode> codes, @Nullable String cursor) {}

  /**
   * What an account has to do with invites.
   *
   * @param invitedBy the code it came in by
   * @param invites the codes that it may give away
   */
  public record AccountInvites(
      @Nullable InviteCode invitedBy,
      List<InviteCode> invites,
      boolean disabled,
      @Nullable String note) {}

  /** At most {@code limit} codes behind {@code cursor}, which a page before this one gave. */
  public Page list(Sort sort, int limit, @Nullable String cursor) {
    var after = cursor == null ? new InviteTable.Position(Long.MAX_VALUE, "") : position(cursor);
    var codes =
        accounts.snapshot(
            connection ->
                switch (sort) {
                  case RECENT -> InviteTable.recent(connection, after, limit);
                  case USAGE -> InviteTable.mostUsed(connection, after, limit);
                });
    return new Page(codes, codes.size() < limit ? null : cursor(sort, codes.getLast()));
  }

  private static InviteTable.Position position(String cursor) {
    int end = cursor.indexOf(SEPARATOR);
    try {
      if (end > 0) {
        return new InviteTable.Position(
            Long.parseLong(cursor.substring(0, end)), cursor.substring(end + SEPARATOR.length()));
      }
    } catch (NumberFormatException malformed) {
      // refused below
    }
    throw Refusal.invalid("Malformed cursor");
  }

  private static String cursor(Sort sort, InviteCode last) {
    long key =
        switch (sort) {
          case RECENT -> last.createdAt().getEpochSecond();
          case USAGE -> last.uses().size();
        };
    return key + SEPARATOR + last.code();
  }

  /** What is known of each of {@code dids} that is an account here. */
  public Map<Did, AccountInvites> ofAccounts(Collection<Did> dids) {
    return accounts.snapshot(
        connection -> {
          var found = new LinkedHashMap<Did, AccountInvites>();
          for (Did did : dids) {
            var inviter = InviterTable.find(connection, did);
            if (inviter.isPresent()) {
              found.put(
                  did,
                  new AccountInvites(
                      InviteTable.usedBy(connection, did).orElse(null),
                      InviteTable.ofAccount(connection, did.value()),
                      inviter.get().disabled(),
                      inviter.get().note()));
            }
          }
          return found;
        });
  }

  /**
   * Ends codes, and all codes that {@code owners} have now. The operator's own can be ended one by
   * one only. Codes that do not exist are passed over.
   */
  public void disableCodes(Collection<String> codes, Collection<String> owners) {
    if (owners.contains(InviteCode.ADMIN)) {
      throw Refusal.invalid("cannot disable admin invite codes");
    }
    accounts.write(
        tx -> {
          for (String code : codes) {
            InviteTable.disable(tx, CodeText.normalized(code));
          }
          for (String owner : owners) {
            InviteTable.disableOf(tx, owner);
          }
          return null;
        });
  }

  /** Decides whether {@code account} earns codes from now on; what it has is not touched. */
  public void allowInvites(Did account, boolean allowed, @Nullable String note) {
    boolean known = accounts.write(tx -> InviterTable.set(tx, account, !allowed, note));
    if (!known) {
      throw Refusal.invalid("Account not found");
    }
  }
}
