package dev.tempest.doctor;

import dev.tempest.account.SecretCanary;
import dev.tempest.secret.Secrets;
import jakarta.inject.Singleton;
import java.util.List;

/** Whether the keys on the volume open with {@code SECRET_KEY_BASE}. */
@Singleton
final class SecretCheck implements Check {
  private final Databases databases;
  private final Secrets secrets;

  SecretCheck(Databases databases, Secrets secrets) {
    this.databases = databases;
    this.secrets = secrets;
  }

  @Override
  public String id() {
    return "secret";
  }

  @Override
  public Reach reach() {
    return Reach.HERE;
  }

  @Override
  public List<Finding> look(Examination examination) {
    var unread = databases.whyUnread();
    if (unread.isPresent()) {
      return List.of(Finding.skipped(this, unread.get()));
    }
    boolean opens =
        databases.accounts().read(connection -> SecretCanary.opens(connection, secrets));
    return List.of(
        opens
            ? Finding.ok(this, "", "SECRET_KEY_BASE opens the keys of this volume")
            : Finding.fail(
                this,
                "",
                "SECRET_KEY_BASE is not the one that this volume was made with",
                "set the original secret; without it no account can write or leave, unless it has a"
                    + " recovery key"));
  }
}
