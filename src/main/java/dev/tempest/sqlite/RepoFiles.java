package dev.tempest.sqlite;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.files.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The accounts' repo files. At most {@code mostOpen} stay open: the one unused for longest is
 * closed first, so that ten thousand accounts do not mean ten thousand open files. Thread safe;
 * blocks.
 */
public final class RepoFiles implements AutoCloseable {
  /** Four readers beside the writer: enough for two cores, and each costs its page cache. */
  private static final Database.Size SIZE = new Database.Size(5, 256);

  /**
   * Exports keep a connection for as long as their reader takes; the rest must not wait on them.
   */
  private static final int MOST_EXPORTS = 32;

  /** Says whether a file may be closed, and tidies it first. */
  @FunctionalInterface
  public interface ClosingRule {
    /** False keeps the file open. Runs while nobody else uses the file. */
    boolean mayClose(Did did, Database database);
  }

  private final DataDir dataDir;
  private final int mostOpen;
  private final CommitGate gate;
  private final StorageWatch watch;
  private final Map<Did, Entry> entries = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself
  private final Semaphore exports = new Semaphore(MOST_EXPORTS);

  /**
   * They stay until {@link #create} or the next start, unless the deletion fails: some hundred
   * bytes each, and nobody can say when the last who still works on one is done.
   */
  private final Set<Did> erased = ConcurrentHashMap.newKeySet();

  private final Object templateLock = new Object();
  private volatile ClosingRule closingRule = (did, database) -> true;

  public RepoFiles(DataDir dataDir, int mostOpen, CommitGate gate) {
    this(dataDir, mostOpen, new Database.Surroundings(gate, StorageWatch.NONE));
  }

  RepoFiles(DataDir dataDir, int mostOpen, Database.Surroundings around) {
    this.dataDir = dataDir;
    this.mostOpen = mostOpen;
    this.gate = around.gate();
    this.watch = around.watch();
  }

  /** For files that no {@link Cut} is to be made through. */
  public RepoFiles(DataDir dataDir, int mostOpen) {
    this(dataDir, mostOpen, new CommitGate());
  }

  public void closingRule(ClosingRule rule) {
    closingRule = rule;
  }

  /** How many are open or about to be. */
  int open() {
    synchronized (entries) {
      return entries.size();
    }
  }

  public boolean exists(Did did) {
    return Files.exists(dataDir.repoDb(did));
  }

  /** Makes the empty file for {@code did}; what a crashed creation left is taken over. */
  public void create(Did did) {
    Path file = dataDir.repoDb(did);
    erased.remove(did);
    if (Files.exists(file)) {
      return;
    }
    try {
      Path copy = Files.createTempFile(dataDir.tmp(), "repo", ".sqlite");
      Files.copy(template(), copy, StandardCopyOption.REPLACE_EXISTING);
      Folders.force(copy);
      gate.passNew(file, () -> Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE));
      Folders.force(dataDir.repos());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a repo file in " + dataDir.repos(), e);
    }
  }

  /**
   * Erases the file and everything in it. Who still works on the account, or is about to, is told
   * that it is gone.
   */
  public void delete(Did did) {
    Entry entry = pin(did);
    try {
      synchronized (entry) {
        erased.add(did);
        entry.close();
        Path file = dataDir.repoDb(did);
        gate.pass(file, () -> deleteWithLog(file));
        Folders.force(dataDir.repos());
      }
    } catch (IOException e) {
      erased.remove(did);
      throw new UncheckedIOException("cannot delete a repo file in " + dataDir.repos(), e);
    } finally {
      unpin(entry);
    }
  }

  private static void deleteWithLog(Path file) throws IOException {
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
  }

  /** See {@link Database#read}. */
  public <T extends @Nullable Object> T read(Did did, SqlFunction<T> work) {
    return using(did, repo -> repo.database().read(work));
  }

  /** See {@link Database#snapshot}. */
  public <T extends @Nullable Object> T snapshot(Did did, SqlFunction<T> work) {
    return using(did, repo -> repo.database().snapshot(work));
  }

  /**
   * Runs {@code work} in a transaction, perhaps with others', that is on disk when this returns.
   */
  public <T extends @Nullable Object> T write(Did did, RepoWork<T> work) {
    return using(did, repo -> repo.writes().write(work));
  }

  /** Runs {@code action} while nobody writes to the account's file. */
  public <T extends @Nullable Object> T exclusively(Did did, Supplier<T> action) {
    return using(did, repo -> repo.writes().exclusively(action));
  }

  /**
   * Like {@link #snapshot}, on a connection of its own, for work that takes as long as somebody
   * else's network. Refused when too many do so at once.
   */
  public <T extends @Nullable Object> T export(Did did, SqlFunction<T> work) {
    if (!exports.tryAcquire()) {
      throw new Refusal.Unavailable("Too many exports at once; try again shortly");
    }
    try {
      return using(
          did,
          repo -> {
            try (var own =
                Database.open(dataDir.repoDb(did), Schema.REPO, new Database.Size(1, 256))) {
              return own.snapshot(work);
            }
          });
    } finally {
      exports.release();
    }
  }

  /**
   * Files that a process left open when it died: SQLite removes the log of a file that it closes.
   */
  public List<Path> leftOpen() {
    try (var files = Files.list(dataDir.repos())) {
      return files
          .filter(file -> file.toString().endsWith(".sqlite-wal"))
          .map(
              wal ->
                  Path.of(wal.toString().substring(0, wal.toString().length() - "-wal".length())))
          .filter(Files::exists)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T extends @Nullable Object> T using(Did did, Function<OpenRepo, T> work) {
    Entry entry = pin(did);
    try {
      return work.apply(entry.open());
    } catch (StorageException failed) {
      throw erased.contains(did) ? Refusal.repoNotFound(did.value()) : failed;
    } finally {
      unpin(entry);
      closeUnused();
    }
  }

  private Entry pin(Did did) {
    synchronized (entries) {
      Entry entry = entries.computeIfAbsent(did, Entry::new);
      entry.users++;
      return entry;
    }
  }

  private void unpin(Entry entry) {
    synchronized (entries) {
      entry.users--;
      if (entry.users == 0 && entry.repo == null) {
        entries.remove(entry.did);
      }
    }
  }

  private void closeUnused() {
    List<Entry> candidates;
    synchronized (entries) {
      if (entries.size() <= mostOpen) {
        return;
      }
      candidates =
          entries.values().stream()
              .filter(e -> e.users == 0)
              .limit(entries.size() - mostOpen)
              .toList();
      candidates.forEach(entry -> entry.users++);
    }
    for (Entry entry : candidates) {
      closeIfUnused(entry);
      unpin(entry);
    }
  }

  // Whoever wants the file raises users before asking the entry to open it: when ours is the only
  // pin, nobody holds the repo, and late comers wait on the entry and open it again.
  private void closeIfUnused(Entry entry) {
    synchronized (entry) {
      OpenRepo repo = entry.repo;
      synchronized (entries) {
        if (repo == null || entry.users > 1) {
          return;
        }
      }
      if (closingRule.mayClose(entry.did, repo.database())) {
        entry.close();
      }
    }
  }

  /** A fully migrated file without content: copying it saves every account a migration. */
  private Path template() {
    synchronized (templateLock) {
      Path template = dataDir.tmp().resolve("repo-template-v" + Schema.REPO.version() + ".sqlite");
      if (!Files.exists(template)) {
        Path building = dataDir.tmp().resolve(template.getFileName() + ".new");
        try {
          Files.deleteIfExists(building);
          Database.open(building, Schema.REPO, SIZE).close();
          Files.move(building, template, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return template;
    }
  }

  /** Closes every file that may be closed; the others keep their log, which marks them for boot. */
  @Override
  public void close() {
    List<Entry> all;
    synchronized (entries) {
      all = List.copyOf(entries.values());
      all.forEach(entry -> entry.users++);
    }
    for (Entry entry : all) {
      closeIfUnused(entry);
      unpin(entry);
    }
  }

  private record OpenRepo(Database database, GroupCommit writes) {}

  private final class Entry {
    private final Did did;
    private int users; // guarded by entries
    private volatile @Nullable OpenRepo repo; // written under this entry's monitor

    Entry(Did did) {
      this.did = did;
    }

    synchronized OpenRepo open() {
      OpenRepo open = repo;
      if (open == null) {
        Path file = dataDir.repoDb(did);
        if (!Files.exists(file)) {
          throw new StorageException(
              "no repo file " + file.getFileName(), new SQLException("missing"));
        }
        var around = new Database.Surroundings(gate, watch);
        var database = Database.open(file, Schema.REPO, SIZE, around);
        open = new OpenRepo(database, new GroupCommit(database, watch));
        repo = open;
      }
      return open;
    }

    void close() {
      OpenRepo open = repo;
      if (open != null) {
        open.database().close();
        repo = null;
      }
    }
  }
}
