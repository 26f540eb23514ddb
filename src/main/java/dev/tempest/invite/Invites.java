package dev.tempest.invite;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes codes and takes them in. */
@Singleton
public final class Invites {
  private final Database accounts;
  private final InviteConfig config;
  private final CodeText text;
  private final InstantSource clock;

  Invites(AccountDatabase accounts, InviteConfig config, CodeText text, InstantSource clock) {
    this.accounts = accounts.database();
    this.config = config;
    this.text = text;
    this.clock = clock;
  }

  /** Whether nobody comes in without a code. */
  public boolean required() {
    return config.required();
  }

  /**
   * The code by which somebody may come in, still to be {@linkplain #consume consumed}; empty where
   * none is needed, whatever was given. Refuses with {@code InvalidInviteCode}.
   */
  public Optional<String> admit(@Nullable String given) {
    if (!config.required()) {
      return Optional.empty();
    }
    if (given == null || given.isBlank()) {
      throw new Refusal.Invalid("InvalidInviteCode", "No invite code provided");
    }
    String code = CodeText.normalized(given);
    if (!accounts.read(connection -> InviteTable.isUsable(connection, code))) {
      throw notAvailable();
    }
    return Optional.of(code);
  }

  /** Uses {@code code} up by one in the transaction that makes the account; refuses as above. */
  public void consume(Connection tx, String code, Did newcomer) throws SQLException {
    if (!InviteTable.isUsable(tx, code)) {
      throw notAvailable();
    }
    InviteTable.insertUse(tx, code, newcomer, clock.instant());
  }

  /** Undoes {@link #consume}: the account did not come to be. */
  public void giveBack(Connection tx, Did newcomer) throws SQLException {
    InviteTable.deleteUses(tx, newcomer);
  }

  /** The operator's codes: {@code count} for each of {@code owners}, each good for {@code uses}. */
  public Map<String, List<String>> mint(List<String> owners, int count, int uses) {
    Instant now = now();
    return accounts.write(
        tx -> {
          var made = new LinkedHashMap<String, List<String>>();
          for (String owner : owners) {
            var codes =
                insert(
                    tx,
                    count,
                    () ->
                        new InviteCode(
                            text.next(), uses, false, owner, InviteCode.ADMIN, now, List.of()));
            made.put(owner, codes);
          }
          return made;
        });
  }

  /**
   * The codes of an account that are not disabled.
   *
   * @param create whether to make those first that it has earned since it last asked; two who ask
   *     at once get the same
   */
  List<InviteCode> ofAccount(Did did, boolean includeUsed, boolean create) {
    return codes(did, create).stream()
        .filter(code -> !code.disabled() && (includeUsed || !code.isUsedUp()))
        .toList();
  }

  private List<InviteCode> codes(Did did, boolean create) {
    if (!create || !config.required() || config.interval().isEmpty()) {
      return accounts.snapshot(connection -> InviteTable.ofAccount(connection, did.value()));
    }
    return accounts.write(
        tx -> {
          earn(tx, did);
          return InviteTable.ofAccount(tx, did.value());
        });
  }

  private void earn(Connection tx, Did did) throws SQLException {
    var inviter = InviterTable.find(tx, did);
    if (inviter.isEmpty()) {
      return;
    }
    Instant now = now();
    int due =
        RoutineCodes.due(
            inviter.get().createdAt(),
            now,
            config.epoch(),
            config.interval().orElseThrow(),
            InviteTable.ofAccount(tx, did.value()));
    // who may not invite goes on earning, for nothing: else they would get all at once one day
    boolean disabled = inviter.get().disabled();
    insert(
        tx,
        due,
        () -> new InviteCode(text.next(), 1, disabled, did.value(), did.value(), now, List.of()));
  }

  private static List<String> insert(Connection tx, int count, Supplier<InviteCode> maker)
      throws SQLException {
    var codes = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      InviteCode code = maker.get();
      InviteTable.insert(tx, code);
      codes.add(code.code());
    }
    return codes;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static Refusal notAvailable() {
    return new Refusal.Invalid("InvalidInviteCode", "Provided invite code not available");
  }
}
