package dev.tempest.doctor;

import dev.tempest.account.StoredAccounts;
import dev.tempest.atproto.repo.VerifyException;
import dev.tempest.record.RepoInspection;
import dev.tempest.secret.Secrets;
import dev.tempest.secret.UnsealException;
import dev.tempest.sqlite.DatabaseGlance;
import dev.tempest.sqlite.Schema;
import dev.tempest.sqlite.StorageException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the databases are whole, and of a schema that this program knows. */
@Singleton
final class DatabaseCheck implements Check {
  private static final Duration QUICK = Duration.ofMinutes(10);
  private static final Duration DEEP = Duration.ofHours(6);

  private static final String RESTORE =
      "stop the server and restore the last good backup: tempest backup list, then"
          + " tempest backup restore NAME --target DIR";

  private final Databases databases;
  private final Secrets secrets;

  DatabaseCheck(Databases databases, Secrets secrets) {
    this.databases = databases;
    this.secrets = secrets;
  }

  @Override
  public String id() {
    return "database";
  }

  @Override
  public Reach reach() {
    return Reach.HERE;
  }

  @Override
  public Duration patience(Examination examination) {
    return examination.deep() ? DEEP : QUICK;
  }

  @Override
  public List<Finding> look(Examination examination) throws IOException {
    var dataDir = databases.dataDir();
    var repos = databases.repoFiles();
    if (!databases.exist() && !Files.exists(dataDir.sequencerDb()) && repos.isEmpty()) {
      return List.of(Finding.skipped(this, "the volume is new: the first start makes them"));
    }
    var findings = new ArrayList<Finding>();
    boolean deep = examination.deep();
    findings.add(shared(dataDir.accountDb(), Schema.ACCOUNT, deep));
    findings.add(shared(dataDir.sequencerDb(), Schema.SEQUENCER, deep));
    var broken = new ArrayList<Finding>();
    for (Path repo : repos) {
      fault(repo, Schema.REPO, deep).ifPresent(broken::add);
    }
    if (findings.getFirst().verdict() == Verdict.OK) {
      broken.addAll(repositories(deep));
    }
    findings.addAll(broken);
    if (broken.isEmpty()) {
      findings.add(
          Finding.ok(
              this,
              "repos",
              "%,d are whole%s".formatted(repos.size(), deep ? ", signed and complete" : "")));
    }
    return findings;
  }

  private Finding shared(Path file, Schema schema, boolean deep) {
    String name = file.getFileName().toString();
    if (!Files.exists(file)) {
      return Finding.fail(this, name, "is missing", RESTORE);
    }
    return fault(file, schema, deep)
        .orElseGet(
            () -> {
              int version = new DatabaseGlance(file).schemaVersion();
              return Finding.ok(
                  this,
                  name,
                  version == schema.version()
                      ? "is whole, schema " + version
                      : "is whole; the next start takes its schema from %d to %d"
                          .formatted(version, schema.version()));
            });
  }

  private Optional<Finding> fault(Path file, Schema schema, boolean deep) {
    String name = file.getFileName().toString();
    var glance = new DatabaseGlance(file);
    try {
      int version = glance.schemaVersion();
      if (version > schema.version()) {
        return Optional.of(
            Finding.fail(
                this,
                name,
                "has schema %d, this Tempest knows %d".formatted(version, schema.version()),
                "run the release that wrote it, or a newer one"));
      }
      var faults = glance.faults(deep);
      return faults.isEmpty()
          ? Optional.empty()
          : Optional.of(Finding.fail(this, name, String.join("; ", faults), RESTORE));
    } catch (StorageException unreadable) {
      return Optional.of(
          Finding.fail(this, name, String.valueOf(unreadable.getMessage()), RESTORE));
    }
  }

  /** What accounts lack; with {@code deep}, of what they have too. */
  private List<Finding> repositories(boolean deep) {
    var findings = new ArrayList<Finding>();
    for (var account : databases.allAccounts()) {
      if (account.isHosted()) {
        repository(account, deep).ifPresent(findings::add);
      }
    }
    return findings;
  }

  private Optional<Finding> repository(StoredAccounts.Account account, boolean deep) {
    var did = account.did();
    if (!Files.exists(databases.dataDir().repoDb(did))) {
      return Optional.of(
          Finding.fail(this, did.value(), "the account has no repository file", RESTORE));
    }
    if (!deep) {
      return Optional.empty();
    }
    try {
      var key =
          databases
              .accounts()
              .read(connection -> StoredAccounts.key(connection, did, secrets))
              .orElseThrow(() -> new VerifyException("the account has no signing key"));
      databases.repo(did).read(connection -> RepoInspection.verify(connection, did, key));
      return Optional.empty();
    } catch (VerifyException | StorageException | UnsealException fault) {
      return Optional.of(
          Finding.fail(this, did.value(), String.valueOf(fault.getMessage()), RESTORE));
    }
  }
}
