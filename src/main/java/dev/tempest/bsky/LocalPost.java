package dev.tempest.bsky;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtUri;
import java.time.Instant;
import java.util.Optional;

/** A post that the AppView may not know yet. */
record LocalPost(AtUri uri, Cid cid, Instant at, Node.Obj record) {
  Optional<String> root() {
    return Tree.text(record, "reply", "root", "uri");
  }

  Optional<String> parent() {
    return Tree.text(record, "reply", "parent", "uri");
  }
}
