package dev.tempest.record;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import org.jspecify.annotations.Nullable;

/** A change to a repository as a caller asks for it. */
public sealed interface RecordWrite {
  Nsid collection();

  /**
   * A new record; without a key it gets the next TID. {@code replacesTwin}: an older like, repost,
   * follow or block of the same subject goes in the same commit.
   */
  record Create(Nsid collection, @Nullable RecordKey rkey, Node value, boolean replacesTwin)
      implements RecordWrite {}

  /** A record that must be there already. */
  record Update(Nsid collection, RecordKey rkey, Node value) implements RecordWrite {}

  /** A record that may or may not be there. */
  record Put(Nsid collection, RecordKey rkey, Node value, @Nullable SwapRecord swap)
      implements RecordWrite {}

  /** Deleting what is not there changes nothing. */
  record Delete(Nsid collection, RecordKey rkey, @Nullable SwapRecord swap)
      implements RecordWrite {}
}
