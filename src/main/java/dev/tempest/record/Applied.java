package dev.tempest.record;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.AtUri;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a call's writes, in their order; {@code commit} is null when nothing changed. */
public record Applied(@Nullable Head commit, List<Outcome> outcomes) {
  public Applied {
    outcomes = List.copyOf(outcomes);
  }

  /** What became of one write. */
  public sealed interface Outcome {
    record Created(AtUri uri, Cid cid) implements Outcome {}

    record Updated(AtUri uri, Cid cid) implements Outcome {}

    record Deleted() implements Outcome {}
  }
}
