package dev.tempest.bsky;

import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.HostedAccount;
import dev.tempest.record.RecentRecords;
import dev.tempest.record.RecentRecords.Recent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Finds what an account wrote after the revision that the AppView has. */
@Singleton
final class LocalStates {
  private static final RecentRecords.Scope SCOPE =
      new RecentRecords.Scope(BskyNames.POST, 10, BskyNames.PROFILE);

  private final RecentRecords records;
  private final AccountDirectory accounts;
  private final StorageThreads storage;

  LocalStates(RecentRecords records, AccountDirectory accounts, StorageThreads storage) {
    this.records = records;
    this.accounts = accounts;
    this.storage = storage;
  }

  /** Empty when the AppView has all that matters. */
  Optional<LocalState> since(Did did, Tid rev) {
    return storage
        .call(() -> records.since(did, rev, SCOPE))
        .flatMap(found -> accounts.find(did).map(account -> state(account, found, rev)))
        .filter(state -> !state.isEmpty());
  }

  private static LocalState state(HostedAccount account, RecentRecords.Found found, Tid rev) {
    return new LocalState(
        account,
        found.single().flatMap(LocalStates::decode),
        found
            .single()
            .map(Recent::rev)
            .filter(own -> own.compareTo(rev) > 0)
            .map(LocalStates::time),
        found.listed().stream().flatMap(post -> post(account.did(), post).stream()).toList());
  }

  private static Optional<LocalPost> post(Did did, Recent post) {
    return decode(post)
        .map(
            record ->
                new LocalPost(AtUri.of(did, post.path()), post.cid(), time(post.rev()), record));
  }

  private static Optional<Node.Obj> decode(Recent record) {
    return DagCbor.decode(record.content().unwrap()) instanceof Node.Obj object
        ? Optional.of(object)
        : Optional.empty();
  }

  /** A revision tells when it was made. */
  private static Instant time(Tid rev) {
    return rev.time().truncatedTo(ChronoUnit.MILLIS);
  }
}
