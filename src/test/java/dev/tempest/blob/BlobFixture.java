package dev.tempest.blob;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.Schema;
import dev.tempest.takedown.Takedowns;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Blobs on a real volume and database, with references and a clock that the test sets. */
final class BlobFixture implements AutoCloseable {
  static final Did ALICE = new Did("did:plc:alice");
  static final Did BOB = new Did("did:plc:bob");
  static final Duration TTL = Duration.ofHours(6);
  static final long QUOTA = 100_000_000;

  final DataDir dataDir;
  final BlobStore store;
  final Database accounts;
  final FakeReferences references = new FakeReferences();
  final BlobQuota quota;
  final BlobService service;
  final ServedBlobs served;
  final BlobSweep sweep;
  final Takedowns takedowns;
  final BlobTakedown takedown;
  Instant now = Instant.parse("2026-01-01T00:00:00Z");

  BlobFixture(Path root, long maxBytes) {
    this(DataDir.create(root), new FileBlobStore(DataDir.create(root)), maxBytes);
  }

  BlobFixture(DataDir dataDir, BlobStore store, long maxBytes) {
    this.dataDir = dataDir;
    this.store = store;
    accounts = Database.open(dataDir.accountDb(), Schema.ACCOUNT, new Database.Size(4, 1024));
    var config = config(maxBytes);
    InstantSource clock = () -> now;
    var database = new AccountDatabase(accounts);
    var audit = new Audit(database, clock);
    takedowns = new Takedowns(database, audit, clock);
    quota = new BlobQuota(database, audit, config);
    service = new BlobService(store, database, references, takedowns, config, quota, clock);
    served = new ServedBlobs(store, database, references, takedowns);
    sweep = sweepOfNewProcess();
    takedown = new BlobTakedown(store, references, takedowns, database, clock);
  }

  /** A sweep that knows of no earlier one, as after a restart. */
  BlobSweep sweepOfNewProcess() {
    return new BlobSweep(
        store,
        new AccountDatabase(accounts),
        references,
        takedowns,
        config(1),
        new BlobSweepCounters(new SimpleMeterRegistry()),
        () -> now);
  }

  private static FixedConfig config(long maxBytes) {
    return new FixedConfig(maxBytes, TTL, OptionalLong.of(QUOTA), Optional.empty());
  }

  /** What everybody gets of the blob. */
  Optional<InputStream> open(Did did, Cid cid) {
    return served.find(did, cid).flatMap(served::open);
  }

  /** A row for what the account table says of blobs. */
  void addAccount(Did did) {
    accounts.write(
        tx -> {
          try (var insert =
              tx.prepareStatement(
                  "INSERT INTO account (did, status, incomplete, created_at) VALUES (?, 'active', 0, 0)")) {
            insert.setString(1, did.value());
            return insert.executeUpdate();
          }
        });
  }

  void setQuota(Did did, OptionalLong bytes) {
    quota.set(did, bytes, AuditEntry.ofCommand("test", did.value()));
  }

  BlobRef upload(Did did, @Nullable String type, byte[] content) {
    return service.upload(did, type, new ByteArrayInputStream(content));
  }

  /** What a commit does that makes a record refer to {@code blob}. */
  void commitReference(Did did, BlobRef blob) {
    references.withLock(
        did,
        () -> {
          service.requireAll(did, List.of(blob));
          service.promote(did, List.of(blob.cid()));
          references.add(did, blob.cid());
          return null;
        });
  }

  /** What a commit does that removes the last reference to {@code blob}. */
  void commitRemoval(Did did, Cid blob) {
    references.withLock(
        did,
        () -> {
          references.remove(did, blob);
          service.removeUnreferenced(did, List.of(blob));
          return null;
        });
  }

  BlobTable.@Nullable Row row(Did did, Cid cid) {
    return accounts.read(connection -> BlobTable.find(connection, did, cid));
  }

  @Override
  public void close() {
    accounts.close();
  }

  /** A blob of an account. */
  record Key(Did did, Cid cid) {}

  private record FixedConfig(
      long maxBytes, Duration tempTtl, OptionalLong quotaBytes, Optional<String> cdnBaseUrl)
      implements BlobConfig {}

  static final class FakeReferences implements BlobReferences {
    private final Set<Key> referenced = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<Did, ReentrantLock> locks = new ConcurrentHashMap<>();
    @Nullable Did broken;

    void add(Did did, Cid cid) {
      referenced.add(new Key(did, cid));
    }

    void remove(Did did, Cid cid) {
      referenced.remove(new Key(did, cid));
    }

    private void requireWhole(Did did) {
      if (did.equals(broken)) {
        throw new IllegalStateException("repo file is gone");
      }
    }

    @Override
    public boolean isReferenced(Did did, Cid blob) {
      requireWhole(did);
      return referenced.contains(new Key(did, blob));
    }

    @Override
    public List<Cid> list(Did did, @Nullable Tid since, @Nullable Cid cursor, int limit) {
      requireWhole(did);
      return referenced.stream()
          .filter(key -> key.did().equals(did))
          .map(Key::cid)
          .sorted()
          .filter(cid -> cursor == null || cid.compareTo(cursor) > 0)
          .limit(limit)
          .toList();
    }

    @Override
    public <T extends @Nullable Object> T withLock(Did did, Supplier<T> action) {
      var lock = locks.computeIfAbsent(did, _ -> new ReentrantLock());
      lock.lock();
      try {
        return action.get();
      } finally {
        lock.unlock();
      }
    }
  }
}
