package dev.tempest.auth;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.config.BootCheck;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Refuses an operator's token hash that no token can match, and an operator who is no DID. */
@Singleton
final class AdminConfigCheck implements BootCheck {
  private static final String BASE64 = "[A-Za-z0-9+/]+";
  private static final Pattern ARGON2ID =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([0-9]{1,10}),t=[0-9]{1,3},p=[0-9]{1,3}\\$"
              + BASE64
              + "\\$"
              + BASE64);

  /** A check needs that much memory at once. */
  private static final long MOST_KIB = 1_048_576;

  private static final String EXAMPLE =
      "make one with: tempest argon. It holds $ signs, so in a shell it stands in single quotes";

  private final AdminConfig config;

  AdminConfigCheck(AdminConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    config
        .adminTokenHash()
        .filter(text -> !text.isBlank())
        .ifPresent(hash -> check(hash, problems));
    config
        .adminDid()
        .filter(did -> !Did.isValid(did))
        .ifPresent(
            _ ->
                problems.add(
                    Problem.fatal(
                        "TEMPEST_ADMIN_DID",
                        "must be a DID, for example did:plc:ewvi7nxzyoun6zhxrhs64oiz")));
    return problems;
  }

  private static void check(String hash, List<Problem> problems) {
    var matcher = ARGON2ID.matcher(hash);
    if (!matcher.matches()) {
      problems.add(
          Problem.fatal(
              "TEMPEST_ADMIN_TOKEN_HASH", "must be an Argon2id hash in PHC form; " + EXAMPLE));
    } else if (Long.parseLong(matcher.group(1)) > MOST_KIB) {
      problems.add(
          Problem.fatal(
              "TEMPEST_ADMIN_TOKEN_HASH",
              "takes more than " + MOST_KIB + " KiB of memory to check; " + EXAMPLE));
    }
  }
}
