package dev.tempest.doctor;

import dev.tempest.s3.S3Stores;
import jakarta.inject.Singleton;
import java.util.List;

/** All checks in the order of the report: this machine, what others see, what the server needs. */
@Singleton
final class Checks {
  private final List<Check> inOrder;

  Checks(
      ConfigurationCheck configuration,
      MachineCheck machine,
      VolumeCheck volume,
      LockCheck server,
      SecretCheck secret,
      DatabaseCheck database,
      SequencerCheck sequencer,
      BackupCheck backup,
      ClockCheck clock,
      DnsCheck dns,
      TlsCheck tls,
      HealthCheck health,
      WebSocketCheck webSocket,
      ForwardedCheck proxy,
      PlcCheck plc,
      IdentityCheck identity,
      RelayCheck relay,
      ServiceCheck service,
      SmtpCheck smtp,
      S3Stores stores) {
    this.inOrder =
        List.of(
            configuration,
            machine,
            volume,
            server,
            secret,
            database,
            sequencer,
            backup,
            clock,
            dns,
            tls,
            health,
            webSocket,
            proxy,
            plc,
            identity,
            relay,
            service,
            smtp,
            blobStore(stores),
            backupStore(stores));
  }

  static Check blobStore(S3Stores stores) {
    return new BucketCheck(
        "blob-store", "TEMPEST_BLOB_", "temp/", stores::holdBlobs, stores::forBlobs);
  }

  static Check backupStore(S3Stores stores) {
    return new BucketCheck(
        "backup-store", "TEMPEST_BACKUP_", "backups/", stores::holdBackups, stores::forBackups);
  }

  List<Check> inOrder() {
    return inOrder;
  }
}
