package dev.tempest.atproto.repo;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Tid;

/** Where a repository stands: its newest commit, that one's revision, and the root of its tree. */
public record Head(Cid commit, Tid rev, Cid data) {}
