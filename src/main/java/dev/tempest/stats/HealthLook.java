package dev.tempest.stats;

import dev.tempest.sequencer.StoredLog;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.SequencerDatabase;
import dev.tempest.sqlite.SqlFunction;
import dev.tempest.sqlite.StorageException;
import dev.tempest.sqlite.VolumeHealth;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;

/** Whether what the server stands on is there. Blocks. */
@Singleton
final class HealthLook {
  private static final String OK = "ok";
  private static final String MISSING = "missing";
  private static final String ERROR = "error";

  private final VolumeHealth volume;
  private final DataDir dataDir;
  private final Database accounts;
  private final Database log;

  HealthLook(
      VolumeHealth volume, DataDir dataDir, AccountDatabase accounts, SequencerDatabase log) {
    this.volume = volume;
    this.dataDir = dataDir;
    this.accounts = accounts.database();
    this.log = log.database();
  }

  /**
   * @param scanErrors repositories that could not be counted
   */
  PublicStats.Health look(int scanErrors) {
    boolean writable = volume.look().writable();
    String accountDb = database(dataDir.accountDb(), accounts, CountTable::cursor);
    String sequencerDb = database(dataDir.sequencerDb(), log, StoredLog::lastSeq);
    var checks =
        new PublicStats.Checks(
            writable,
            accountDb,
            sequencerDb,
            folder(dataDir.repos()),
            folder(dataDir.blobs()),
            sequencerDb.equals(OK),
            0,
            scanErrors);
    return new PublicStats.Health(status(checks), checks);
  }

  static String status(PublicStats.Checks checks) {
    if (!checks.storageWritable()
        || !checks.accountDatabase().equals(OK)
        || !checks.sequencerDatabase().equals(OK)) {
      return "unhealthy";
    }
    boolean whole =
        checks.repoDirectory().equals(OK)
            && checks.blobDirectory().equals(OK)
            && checks.statsScanErrorCount() == 0;
    return whole ? OK : "degraded";
  }

  private static String database(Path file, Database database, SqlFunction<?> probe) {
    if (!Files.exists(file)) {
      return MISSING;
    }
    try {
      database.read((Connection connection) -> probe.apply(connection));
      return OK;
    } catch (StorageException broken) {
      return ERROR;
    }
  }

  private static String folder(Path folder) {
    if (!Files.exists(folder)) {
      return MISSING;
    }
    return Files.isDirectory(folder) && Files.isReadable(folder) ? OK : ERROR;
  }
}
