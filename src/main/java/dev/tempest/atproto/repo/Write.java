package dev.tempest.atproto.repo;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.RecordPath;

/** One change to a repository's records; {@code record} is DAG-CBOR. */
public sealed interface Write {
  RecordPath path();

  record Create(RecordPath path, Bytes record) implements Write {}

  record Update(RecordPath path, Bytes record) implements Write {}

  record Delete(RecordPath path) implements Write {}
}
