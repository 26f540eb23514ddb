package dev.tempest.bsky;

import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.RecordPath;

/** The lexicons that are known by name here. */
final class BskyNames {
  static final Nsid POST = new Nsid("app.bsky.feed.post");
  static final RecordPath PROFILE =
      new RecordPath(new Nsid("app.bsky.actor.profile"), new RecordKey("self"));

  static final Nsid GET_POST_THREAD = new Nsid("app.bsky.feed.getPostThread");
  static final String THREAD_VIEW = "app.bsky.feed.defs#threadViewPost";

  private BskyNames() {}
}
