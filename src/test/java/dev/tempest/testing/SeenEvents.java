package dev.tempest.testing;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.atproto.syntax.Did;
import java.util.List;

/** A subscriber who collects all events of one account. */
public final class SeenEvents implements AutoCloseable {
  private final Did did;
  private final SeenFrames frames;

  public SeenEvents(ChildServer server, Did did) {
    this.did = did;
    frames = new SeenFrames(server, 0);
  }

  /** Those that have come so far, as of now. */
  public List<Event> events() {
    return frames.frames().stream()
        .map(Frames.Decoded::event)
        .filter(event -> event.did().equals(did))
        .toList();
  }

  public List<String> types() {
    return events().stream().map(Event::type).toList();
  }

  @Override
  public void close() {
    frames.close();
  }
}
