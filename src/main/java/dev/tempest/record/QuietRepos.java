package dev.tempest.record;

import dev.tempest.atproto.repo.CommitPlan;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.TidClock;
import dev.tempest.auth.SigningKeys;
import dev.tempest.sqlite.RepoFiles;
import jakarta.inject.Singleton;
import java.util.List;

/** Repositories of accounts that come from other servers: nobody is told of them yet. */
@Singleton
public class QuietRepos {
  private final RepoFiles repos;
  private final SigningKeys keys;
  private final TidClock tids;

  QuietRepos(RepoFiles repos, SigningKeys keys, TidClock tids) {
    this.repos = repos;
    this.keys = keys;
    this.tids = tids;
  }

  /** Makes an empty repository; what an account of before left in its place is gone. */
  public Head create(Did did) {
    if (repos.exists(did)) {
      repos.delete(did);
    }
    repos.create(did);
    return repos.write(
        did,
        transaction -> {
          var plan =
              CommitPlan.of(did, null, cid -> null, List.of(), tids.next(null), keys.of(did));
          NodeTable.putAll(transaction.connection(), plan.head().rev(), plan.newNodes());
          HeadTable.replace(transaction.connection(), did, plan.head(), plan.commitBlock());
          return plan.head();
        });
  }
}
