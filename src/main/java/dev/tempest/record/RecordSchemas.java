package dev.tempest.record;

import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.AccountStatus;
import dev.tempest.lexicon.HostedSchemas;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Schemas that accounts of this server publish. */
@Singleton
final class RecordSchemas implements HostedSchemas {
  private final AccountDirectory accounts;
  private final RecordService records;

  RecordSchemas(AccountDirectory accounts, RecordService records) {
    this.accounts = accounts;
    this.records = records;
  }

  @Override
  public boolean hosts(Did did) {
    return accounts
        .find(did)
        .filter(account -> account.status() == AccountStatus.ACTIVE)
        .isPresent();
  }

  @Override
  public Optional<Stored> find(Did did, RecordPath path) {
    return records
        .find(did, path)
        .map(record -> new Stored(record.cid(), DagCbor.decode(record.content().unwrap())));
  }
}
