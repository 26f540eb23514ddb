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

  /** Whether the repository of {@code did} is here, readable or not. */
  boolean hosts(Did did);

  /** Empty when there is no such record, or its repository is not to be read. */
  Optional<Stored> find(Did did, RecordPath path);
}
