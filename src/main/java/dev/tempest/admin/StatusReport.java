package dev.tempest.admin;

import dev.tempest.account.AccountInfos;
import dev.tempest.admin.ServerStatus.Place;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.AdminConfig;
import dev.tempest.auth.HostedAccount;
import dev.tempest.backup.BackupReport;
import dev.tempest.blob.BlobQuota;
import dev.tempest.blob.BlobStatistics;
import dev.tempest.config.ServerConfig;
import dev.tempest.record.RepoStatistics;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.VolumeHealth;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Draws up the {@link ServerStatus}: a look into every repository. One report at a time, which
 * everybody gets who asked before it was begun.
 */
@Singleton
final class StatusReport {
  private final ServerConfig server;
  private final AdminConfig operator;
  private final VolumeHealth volume;
  private final DataDir dataDir;
  private final Sequencer sequencer;
  private final BlobStatistics blobs;
  private final BlobQuota quota;
  private final RepoStatistics repos;
  private final AccountInfos accounts;
  private final AccountDirectory directory;
  private final BackupReport backups;
  private final AtomicLong asked = new AtomicLong();
  private long answered; // those up to here; guarded by this
  private @Nullable ServerStatus latest;

  StatusReport(
      ServerConfig server,
      AdminConfig operator,
      VolumeHealth volume,
      DataDir dataDir,
      Sequencer sequencer,
      BlobStatistics blobs,
      BlobQuota quota,
      RepoStatistics repos,
      AccountInfos accounts,
      AccountDirectory directory,
      BackupReport backups) {
    this.server = server;
    this.operator = operator;
    this.volume = volume;
    this.dataDir = dataDir;
    this.sequencer = sequencer;
    this.blobs = blobs;
    this.quota = quota;
    this.repos = repos;
    this.accounts = accounts;
    this.directory = directory;
    this.backups = backups;
  }

  ServerStatus draw() {
    long place = asked.incrementAndGet();
    synchronized (this) {
      ServerStatus report = latest;
      if (report == null || answered < place) {
        long before = asked.get();
        report = look();
        latest = report;
        answered = before;
      }
      return report;
    }
  }

  private ServerStatus look() {
    var storage = volume.look();
    var totals = blobs.totals();
    var listed = accounts();
    long publicBlobs =
        listed.stream().mapToLong(one -> one.blobCount() - one.missingBlobCount()).sum();
    return new ServerStatus(
        storage.writable() ? "ok" : "unavailable",
        server.version(),
        operator(),
        storage,
        new ServerStatus.Databases(
            place(dataDir.accountDb()),
            place(dataDir.sequencerDb()),
            place(dataDir.repos()),
            place(dataDir.blobs(), totals.bytes())),
        new ServerStatus.Log(sequencer.lastSeq(), 0),
        new ServerStatus.Blobs(
            blobs.adapter(), blobs.location(), totals.accounts(), publicBlobs, blobs.sweeps()),
        backups.look(),
        listed);
  }

  private ServerStatus.Operator operator() {
    boolean configured = operator.adminTokenHash().filter(hash -> !hash.isBlank()).isPresent();
    var did = operator.adminDid().map(Did::new).orElse(null);
    if (did == null) {
      return new ServerStatus.Operator(null, "admin_did_not_configured", configured);
    }
    String method =
        directory
            .find(did)
            .map(HostedAccount::status)
            .map(
                status -> status == AccountStatus.DELETED ? "admin_did_not_found" : "local_account")
            .orElse("oauth");
    return new ServerStatus.Operator(did, method, configured);
  }

  private List<ServerStatus.Account> accounts() {
    var found = new ArrayList<ServerStatus.Account>();
    for (Did did : accounts.all()) {
      directory.find(did).ifPresent(account -> found.add(account(account)));
    }
    return found;
  }

  private ServerStatus.Account account(HostedAccount account) {
    var counts = repos.of(account.did());
    List<Cid> referenced = counts.map(RepoStatistics.Counts::blobs).orElse(List.of());
    Set<Cid> here = referenced.isEmpty() ? Set.of() : blobs.of(account.did());
    int repo = counts.isPresent() ? 1 : 0;
    var usage = quota.of(account.did());
    return new ServerStatus.Account(
        account.did(),
        account.handle(),
        account.status().isActive(),
        account.status().wire(),
        repo,
        counts.map(RepoStatistics.Counts::records).orElse(0L),
        repo,
        referenced.size(),
        referenced.stream().filter(blob -> !here.contains(blob)).count(),
        usage.bytes(),
        usage.quota().isPresent() ? usage.quota().getAsLong() : null);
  }

  /** A folder's bytes are those of the files directly in it. */
  private static Place place(Path path) {
    try {
      if (!Files.exists(path)) {
        return place(path, 0);
      }
      if (!Files.isDirectory(path)) {
        return place(path, Files.size(path));
      }
      try (var files = Files.newDirectoryStream(path)) {
        long bytes = 0;
        for (Path file : files) {
          bytes += file.toFile().length(); // zero for one that goes meanwhile
        }
        return place(path, bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Place place(Path path, long bytes) {
    String type = !Files.exists(path) ? "missing" : Files.isDirectory(path) ? "directory" : "file";
    return new Place(VolumeHealth.shown(path), !type.equals("missing"), type, bytes);
  }
}
