package dev.tempest.record;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.RepoGlance;
import dev.tempest.takedown.Takedowns;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What everybody may know of repositories, for going through many of them. What is taken down is
 * counted, but not shown. Blocks.
 */
@Singleton
public final class RepoCounts {
  /** Taken-down records that {@link #newest} passes over before it gives up. */
  private static final int MOST_HIDDEN = 50;

  /** An import may bring a collection for every record: nobody is to hold or keep them all. */
  private static final int MOST_COLLECTIONS = 1_000;

  private final RepoGlance glance;
  private final Takedowns takedowns;

  public RepoCounts(DataDir dataDir, Takedowns takedowns) {
    this.glance = new RepoGlance(dataDir);
    this.takedowns = takedowns;
  }

  /**
   * The state of a repository.
   *
   * @param records all of them
   * @param collections the largest thousand, by their records
   * @param newest the revision of the record that was created last
   */
  public record Counts(Tid head, long records, Map<Nsid, Long> collections, @Nullable Tid newest) {
    public Counts {
      collections = Map.copyOf(collections);
    }
  }

  /** A record, and the revision that brought what it holds now. */
  public record Created(RecordPath path, Cid cid, Tid rev) {}

  /** Empty when the account has no repository. The head is no newer than the counts. */
  public Optional<Counts> of(Did did) {
    return glance.find(
        did,
        connection -> {
          var head = HeadTable.find(connection);
          if (head == null) {
            return null;
          }
          var newest = RepoCountTable.newest(connection, 1);
          return new Counts(
              head.rev(),
              RepoCountTable.records(connection),
              RepoCountTable.byCollection(connection, MOST_COLLECTIONS),
              newest.isEmpty() ? null : newest.getFirst().rev());
        });
  }

  /** Each revision after {@code rev} that brought a record; reads the whole repository. */
  public void revsAfter(Did did, @Nullable Tid rev, Consumer<Tid> found) {
    glance.find(
        did,
        connection -> {
          RepoCountTable.revsAfter(connection, rev, found);
          return null;
        });
  }

  /** The record that was created last, of those that are shown. */
  public Optional<Created> newest(Did did) {
    return glance
        .find(did, connection -> RepoCountTable.newest(connection, MOST_HIDDEN))
        .flatMap(
            created ->
                created.stream()
                    .filter(record -> !takedowns.covers(did, record.path()))
                    .findFirst());
  }

  /** What a record holds, if it is shown. */
  public Optional<Node> content(Did did, RecordPath path) {
    if (takedowns.covers(did, path)) {
      return Optional.empty();
    }
    return glance
        .find(did, connection -> RecordTable.find(connection, path))
        .map(row -> DagCbor.decode(row.content().unwrap()));
  }
}
