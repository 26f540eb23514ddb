package dev.tempest.migrate;

/** Where a migration writes how far it is. */
interface Journal {
  /** On disk when this returns. */
  void write(State state);
}
