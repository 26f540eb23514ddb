package dev.tempest.lexicon;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.RecordPath;
import java.util.Optional;

/** The repositories of this server, where they hold schemas. */
public interface HostedSchemas {
  /** A record as it is stored. */
  record Stored(Cid cid, Node value) {}

  /** Whether {@code did} is an active account here; one that moved away is not. */
  boolean hosts(Did did);

  /** The record of an account that is here; empty when there is none. */
  Optional<Stored> find(Did did, RecordPath path);
}
