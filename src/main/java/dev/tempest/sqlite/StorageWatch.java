package dev.tempest.sqlite;

/**
 * Is told how long storage took, in nanoseconds. Called for every request: neither waits nor fails.
 */
interface StorageWatch {
  /** Tells nobody. */
  StorageWatch NONE = new StorageWatch() {};

  /** A statement or a snapshot, with the wait for a connection. */
  default void read(Schema kind, long nanos) {}

  /** A transaction up to its COMMIT. */
  default void wrote(Schema kind, long nanos) {}

  /** A COMMIT, with its fsync and the wait for a backup's cut. */
  default void committed(Schema kind, long nanos) {}

  /** One write's wait for the account's file, in which others may have done it. */
  default void waited(long nanos) {}

  /**
   * A transaction of {@code writes} in one account's file, from its beginning until it is on disk.
   */
  default void grouped(int writes, long nanos) {}
}
