package dev.tempest.record;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.takedown.Takedowns;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an account wrote lately, for those who show it before the network knows. */
@Singleton
public final class RecentRecords {
  private final RepoFiles repos;
  private final Takedowns takedowns;

  RecentRecords(RepoFiles repos, Takedowns takedowns) {
    this.repos = repos;
    this.takedowns = takedowns;
  }

  /** A record, its content in DAG-CBOR, and the revision that brought this content. */
  public record Recent(RecordPath path, Cid cid, Tid rev, Bytes content) {}

  /**
   * What to look at: the records of {@code listed} with the {@code most} highest keys, which are
   * the newest where keys are TIDs, and {@code single}.
   */
  public record Scope(Nsid listed, int most, RecordPath single) {}

  /**
   * The state of a scope.
   *
   * @param listed those that came after the revision, oldest first
   * @param single as it is now, whenever it came
   */
  public record Found(List<Recent> listed, Optional<Recent> single) {
    public Found {
      listed = List.copyOf(listed);
    }
  }

  /**
   * Empty when the repository has nothing after {@code rev}, or nothing before it: then {@code rev}
   * is of another time, as before a move from another server. Without what is taken down.
   */
  public Optional<Found> since(Did did, Tid rev, Scope scope) {
    if (!repos.exists(did)) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        repos.snapshot(
            did,
            connection -> {
              @Nullable Head head = HeadTable.find(connection);
              if (head == null
                  || head.rev().compareTo(rev) <= 0
                  || !RecentTable.hasOlder(connection, rev)) {
                return null;
              }
              var listed =
                  RecentTable.newest(connection, scope.listed(), scope.most()).stream()
                      .filter(record -> record.rev().compareTo(rev) > 0)
                      .filter(record -> !takedowns.covers(did, record.path()))
                      .toList();
              var single =
                  takedowns.covers(did, scope.single())
                      ? null
                      : RecentTable.find(connection, scope.single());
              return new Found(listed.reversed(), Optional.ofNullable(single));
            }));
  }
}
