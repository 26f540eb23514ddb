package dev.tempest.backup;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.blob.BlobHold;
import dev.tempest.config.ServerConfig;
import dev.tempest.progress.Progress;
import dev.tempest.s3.S3Stores;
import dev.tempest.sequencer.Outbox;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.CommitGate;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.sqlite.SequencerDatabase;
import dev.tempest.sqlite.SqlFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A volume with a running sequencer, and accounts whose repositories are only as much as counts.
 */
final class BackupFixture implements AutoCloseable {
  private static final Database.Size SIZE = new Database.Size(4, 512);
  private static final DataDir TEMPLATE = template();

  final DataDir dataDir;
  final CommitGate gate = new CommitGate();
  final AccountDatabase accounts;
  final SequencerDatabase log;
  final RepoFiles repos;
  final Sequencer sequencer;
  final Outbox outbox;
  final BlobHold hold;
  final ServerConfig server;
  final BackupCreation creation;

  BackupFixture(Path root) {
    dataDir = DataDir.create(root);
    copyTemplate();
    accounts = AccountDatabase.open(dataDir, SIZE, gate);
    log = SequencerDatabase.open(dataDir, SIZE, gate);
    repos = new RepoFiles(dataDir, 8, gate);
    sequencer = new Sequencer(log.database(), InstantSource.system(), Duration.ofDays(3));
    outbox = new Outbox(sequencer);
    repos.closingRule(outbox);
    sequencer.start();
    hold = new BlobHold(dataDir);
    server = new FixedConfig(dataDir.root());
    creation = creation(FixedStores.local());
  }

  /** Makes a backup in {@code parent}. */
  static BackupCreation.Created create(BackupCreation creation, Path parent, Progress progress) {
    try (var lock = BackupLock.acquire(parent)) {
      return creation.create(lock, BackupName.at(Instant.now()), progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BackupCreation.Created create(Path parent, Progress progress) {
    return create(creation, parent, progress);
  }

  // migrating costs a second each time
  private void copyTemplate() {
    try {
      Files.copy(TEMPLATE.accountDb(), dataDir.accountDb());
      Files.copy(TEMPLATE.sequencerDb(), dataDir.sequencerDb());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DataDir template() {
    try {
      var template = DataDir.create(Files.createTempDirectory(Path.of("target"), "template"));
      var gate = new CommitGate();
      AccountDatabase.open(template, SIZE, gate).database().close();
      SequencerDatabase.open(template, SIZE, gate).database().close();
      return template;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BackupCreation creation(S3Stores stores) {
    return new BackupCreation(dataDir, gate, hold, stores, server, InstantSource.system());
  }

  static Did did(int number) {
    return new Did("did:plc:account%04d".formatted(number));
  }

  void createAccount(Did did) {
    repos.create(did);
    accounts
        .database()
        .write(
            tx -> {
              try (var insert =
                  tx.prepareStatement(
                      "INSERT INTO account (did, handle, status, incomplete, created_at)"
                          + " VALUES (?, ?, 'active', 0, 0)")) {
                insert.setString(1, did.value());
                insert.setString(2, did.value().substring("did:plc:".length()) + ".example.com");
                return insert.executeUpdate();
              }
            });
  }

  /** A commit, which needs not verify, with its event. */
  void commit(Did did, Tid rev) {
    commit(did, rev, _ -> 0);
  }

  /** As the other, and {@code more} in the same transaction. */
  void commit(Did did, Tid rev, SqlFunction<Integer> more) {
    repos.write(
        did,
        transaction -> {
          more.apply(transaction.connection());
          try (var put =
              transaction
                  .connection()
                  .prepareStatement(
                      "INSERT INTO repo (id, did, commit_cid, commit_block, rev, data_cid)"
                          + " VALUES (1, ?, ?, x'00', ?, ?) ON CONFLICT (id) DO UPDATE"
                          + " SET commit_cid = excluded.commit_cid, rev = excluded.rev")) {
            put.setString(1, did.value());
            put.setBytes(2, commitOf(rev).toBytes());
            put.setString(3, rev.value());
            put.setBytes(4, commitOf(rev).toBytes());
            put.executeUpdate();
          }
          var event = new Event.Sync(did, rev, Bytes.wrap(new byte[200]));
          outbox.append(transaction, did, rev, List.of(event));
          return null;
        });
  }

  static Cid commitOf(Tid rev) {
    return Cid.of(Cid.Codec.DAG_CBOR, rev.value().getBytes(StandardCharsets.UTF_8));
  }

  /** A permanent blob that a record refers to. */
  Cid addBlob(Did did, byte[] content) {
    Cid cid = Cid.of(Cid.Codec.RAW, content);
    recordBlob(did, cid, content.length);
    try {
      Path file = blobFile(did, cid);
      Files.createDirectories(file.resolveSibling(""));
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    repos.write(
        did,
        transaction -> {
          try (var statement = transaction.connection().createStatement()) {
            statement.execute("INSERT OR IGNORE INTO collection (id, nsid) VALUES (1, 'a.b.c')");
          }
          try (var insert =
              transaction
                  .connection()
                  .prepareStatement(
                      "INSERT INTO record (id, collection, rkey, cid, rev, content)"
                          + " VALUES (NULL, 1, ?, x'00', '2222222222222', x'00') RETURNING id")) {
            insert.setString(1, cid.toString());
            long record = insert.executeQuery().getLong(1);
            try (var refer =
                transaction
                    .connection()
                    .prepareStatement(
                        "INSERT INTO blob_ref (cid, record, rev) VALUES (?, ?, '2222222222222')")) {
              refer.setBytes(1, cid.toBytes());
              refer.setLong(2, record);
              return refer.executeUpdate();
            }
          }
        });
    return cid;
  }

  /** The row of an upload. */
  void recordBlob(Did did, Cid cid, long size) {
    accounts
        .database()
        .write(
            tx -> {
              try (var insert =
                  tx.prepareStatement(
                      "INSERT INTO blob (did, cid, mime_type, size, created_at)"
                          + " VALUES (?, ?, 'image/png', ?, 0)")) {
                insert.setString(1, did.value());
                insert.setBytes(2, cid.toBytes());
                insert.setLong(3, size);
                return insert.executeUpdate();
              }
            });
  }

  Path blobFile(Did did, Cid cid) {
    return dataDir.blobs().resolve(DataDir.safeName(did)).resolve(cid.toString());
  }

  @Override
  public void close() {
    sequencer.close();
    repos.close();
    log.database().close();
    accounts.database().close();
  }

  private record FixedConfig(Path dataDir) implements ServerConfig {
    @Override
    public String hostname() {
      return "pds.example.com";
    }

    @Override
    public String publicUrl() {
      return "https://pds.example.com";
    }

    @Override
    public Optional<String> secretKeyBase() {
      return Optional.empty();
    }

    @Override
    public boolean serving() {
      return true;
    }

    @Override
    public String version() {
      return "test";
    }
  }
}
