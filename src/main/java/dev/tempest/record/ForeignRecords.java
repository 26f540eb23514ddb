package dev.tempest.record;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.RecordPath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records of accounts that are hosted elsewhere. */
public interface ForeignRecords {
  /** A record as somebody else tells of it. */
  record ForeignRecord(AtUri uri, @Nullable Cid cid, Node value) {}

  /**
   * Whether there is anybody to ask.
   *
   * @param service whom the caller names for it, {@code "did#service"}
   */
  boolean canBeAsked(Optional<String> service);

  /** Blocks on the network. A record that nobody has is refused. */
  ForeignRecord get(
      Optional<String> service, AtIdentifier repo, RecordPath path, @Nullable Cid cid);
}
