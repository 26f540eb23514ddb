package dev.tempest.doctor;

import dev.tempest.account.StoredAccounts;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.config.ServerConfig;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.DatabaseGlance;
import dev.tempest.sqlite.Schema;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The databases as they lie on the volume, whether a server runs or not. */
@Singleton
final class Databases {
  private static final int PAGE = 1_000;

  private final DataDir dataDir;

  Databases(ServerConfig config) {
    this.dataDir = new DataDir(config.dataDir().toAbsolutePath().normalize());
  }

  /** False before the first start. */
  boolean exist() {
    return Files.exists(dataDir.accountDb());
  }

  /** Why the tables cannot be asked, if they cannot: they are not there, or of another form. */
  Optional<String> whyUnread() {
    if (!exist()) {
      return Optional.of("the volume is new: there is nothing on it yet");
    }
    int found = accounts().schemaVersion();
    int known = Schema.ACCOUNT.version();
    return found == known
        ? Optional.empty()
        : Optional.of(
            "account.sqlite has schema %d, and this Tempest wants %d: see database"
                .formatted(found, known));
  }

  DataDir dataDir() {
    return dataDir;
  }

  DatabaseGlance accounts() {
    return new DatabaseGlance(dataDir.accountDb());
  }

  /** Every account and tombstone, in the order of DIDs. */
  List<StoredAccounts.Account> allAccounts() {
    return accounts()
        .read(
            connection -> {
              var all = new ArrayList<StoredAccounts.Account>();
              List<StoredAccounts.Account> page;
              do {
                Did last = all.isEmpty() ? null : all.getLast().did();
                page = StoredAccounts.behind(connection, last, PAGE);
                all.addAll(page);
              } while (page.size() == PAGE);
              return all;
            });
  }

  DatabaseGlance log() {
    return new DatabaseGlance(dataDir.sequencerDb());
  }

  DatabaseGlance repo(Did did) {
    return new DatabaseGlance(dataDir.repoDb(did));
  }

  /** The repo files, of accounts that there are and of others. */
  List<Path> repoFiles() throws IOException {
    if (!Files.isDirectory(dataDir.repos())) {
      return List.of();
    }
    try (var files = Files.list(dataDir.repos())) {
      return files.filter(file -> file.toString().endsWith(".sqlite")).sorted().toList();
    }
  }
}
