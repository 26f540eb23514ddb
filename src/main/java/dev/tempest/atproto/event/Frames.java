package dev.tempest.atproto.event;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.CborReader;
import dev.tempest.atproto.data.CborWriter;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Limits;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.repo.RepoOp;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.atproto.syntax.Tid;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Frames of the event stream: a header and a payload in a row. Spec: /specs/event-stream. */
public final class Frames {
  private Frames() {}

  /** A decoded event with its place and time. */
  public record Decoded(Event event, long seq, String time) {}

  static CborWriter header(String type, int expectedSize) {
    return new CborWriter(expectedSize).map(2).text("t").text(type).text("op").integer(1);
  }

  /** The last frame before the server closes the stream. */
  public static Bytes error(String error, String message) {
    var writer = new CborWriter().map(1).text("op").integer(-1);
    writer.map(2).text("error").text(error).text("message").text(message);
    return Bytes.wrap(writer.toByteArray());
  }

  /** {@code #info}: something to know, not an event. */
  public static Bytes info(String name, String message) {
    var writer = header("#info", 256).map(2).text("name").text(name);
    return Bytes.wrap(writer.text("message").text(message).toByteArray());
  }

  /** Reads an event's frame; {@link DecodeException} for any other. */
  public static Decoded decode(Bytes frame) {
    byte[] content = frame.unwrap();
    var reader = new CborReader(content, 0, content.length, Limits.FRAME);
    var header = new Fields(DagCbor.read(reader));
    int start = reader.offset();
    var payload = new Fields(DagCbor.read(reader));
    reader.requireEnd();
    if (header.integer("op") != 1) {
      throw new DecodeException("frame is not an event", 0);
    }
    try {
      return new Decoded(
          event(header.text("t"), payload), payload.integer("seq"), payload.text("time"));
    } catch (SyntaxException e) {
      throw new DecodeException("frame has " + e.getMessage(), start);
    }
  }

  private static Event event(String type, Fields payload) {
    return switch (type) {
      case "#commit" -> commit(payload);
      case "#sync" ->
          new Event.Sync(
              new Did(payload.text("did")), new Tid(payload.text("rev")), payload.bytes("blocks"));
      case "#identity" -> {
        String handle = payload.textOrNull("handle");
        yield new Event.Identity(
            new Did(payload.text("did")), handle == null ? null : new Handle(handle));
      }
      case "#account" ->
          new Event.Account(
              new Did(payload.text("did")), payload.bool("active"), payload.textOrNull("status"));
      default -> throw new DecodeException("unknown event " + type, 0);
    };
  }

  private static Event.Commit commit(Fields payload) {
    String since = payload.textOrNull("since");
    return new Event.Commit(
        new Did(payload.text("repo")),
        payload.link("commit"),
        new Tid(payload.text("rev")),
        since == null ? null : new Tid(since),
        payload.linkOrNull("prevData"),
        payload.bytes("blocks"),
        payload.array("ops").stream().map(Frames::op).toList());
  }

  private static RepoOp op(Node node) {
    var op = new Fields(node);
    var path = RecordPath.parse(op.text("path"));
    return switch (op.text("action")) {
      case "create" -> new RepoOp.Create(path, op.link("cid"));
      case "update" -> new RepoOp.Update(path, op.link("cid"), op.link("prev"));
      case "delete" -> new RepoOp.Delete(path, op.link("prev"));
      default -> throw new DecodeException("unknown action", 0);
    };
  }

  /** A map's fields by type; a missing one is a {@link DecodeException}. */
  private record Fields(Map<String, Node> map) {
    Fields(Node node) {
      this(node instanceof Node.Obj(var fields) ? fields : Map.of());
    }

    String text(String name) {
      String text = textOrNull(name);
      if (text == null) {
        throw missing(name);
      }
      return text;
    }

    @Nullable String textOrNull(String name) {
      return map.get(name) instanceof Node.Text(String value) ? value : null;
    }

    long integer(String name) {
      if (map.get(name) instanceof Node.Int(long value)) {
        return value;
      }
      throw missing(name);
    }

    boolean bool(String name) {
      if (map.get(name) instanceof Node.Bool(boolean value)) {
        return value;
      }
      throw missing(name);
    }

    Bytes bytes(String name) {
      if (map.get(name) instanceof Node.ByteString(Bytes value)) {
        return value;
      }
      throw missing(name);
    }

    Cid link(String name) {
      Cid cid = linkOrNull(name);
      if (cid == null) {
        throw missing(name);
      }
      return cid;
    }

    @Nullable Cid linkOrNull(String name) {
      return map.get(name) instanceof Node.Link(Cid value) ? value : null;
    }

    List<Node> array(String name) {
      if (map.get(name) instanceof Node.Array(var items)) {
        return items;
      }
      throw missing(name);
    }

    private static DecodeException missing(String name) {
      return new DecodeException("frame lacks " + name, 0);
    }
  }
}
