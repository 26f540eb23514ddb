package dev.tempest.atproto.repo;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.RecordPath;

/** One record change as a commit tells it; {@code prev} is the CID it replaces or removes. */
public sealed interface RepoOp {
  RecordPath path();

  record Create(RecordPath path, Cid cid) implements RepoOp {}

  record Update(RecordPath path, Cid cid, Cid prev) implements RepoOp {}

  record Delete(RecordPath path, Cid prev) implements RepoOp {}

  /** The {@code action} of {@code com.atproto.sync.subscribeRepos#repoOp}. */
  default String action() {
    return switch (this) {
      case Create _ -> "create";
      case Update _ -> "update";
      case Delete _ -> "delete";
    };
  }
}
