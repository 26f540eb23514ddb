package dev.tempest.backup;

import java.util.regex.Pattern;

/** What a backup's folder holds beside {@link Manifest#FILE_NAME}, under the volume's names. */
final class BackupLayout {
  static final String ACCOUNTS = "account.sqlite";
  static final String SEQUENCER = "sequencer.sqlite";
  static final String REPOS = "repos";
  static final String BLOBS = "blobs";
  static final String QUARANTINE = "quarantine";
  static final String OAUTH_KEYS = "oauth_jwks.json";

  /** A backup's name, and that of its folder. */
  static final Pattern NAME = Pattern.compile("tempest-backup-\\d{8}T\\d{6}Z-[0-9a-f]{4}");

  /** What a folder is called until it is whole. */
  static final String PARTIAL = ".partial-";

  private static final String DID = "did_[A-Za-z0-9._-]+";
  private static final String CID = "b[a-z2-7]{58}";

  /** Every path that a backup may hold: none leads out of its folder. */
  private static final Pattern PATH =
      Pattern.compile(
          "account\\.sqlite|sequencer\\.sqlite|oauth_jwks\\.json|repos/%s\\.sqlite|blobs/(quarantine/)?%s/%s"
              .formatted(DID, DID, CID));

  private BackupLayout() {}

  static boolean isPath(String path) {
    return PATH.matcher(path).matches();
  }
}
