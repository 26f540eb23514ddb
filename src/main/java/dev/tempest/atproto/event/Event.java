package dev.tempest.atproto.event;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.CborWriter;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.repo.RepoOp;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Tid;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of the firehose. Lexicon: {@code com.atproto.sync.subscribeRepos}; frames:
 * /specs/event-stream.
 */
public sealed interface Event {
  DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  Did did();

  /** A change of records; {@code blocks} is a CAR file. {@code prevData} is null at first. */
  record Commit(
      Did did,
      Cid commit,
      Tid rev,
      @Nullable Tid since,
      @Nullable Cid prevData,
      Bytes blocks,
      List<RepoOp> ops)
      implements Event {
    public Commit {
      ops = List.copyOf(ops);
    }
  }

  /** The repository's state, whatever was before; {@code blocks} is a CAR of the commit alone. */
  record Sync(Did did, Tid rev, Bytes blocks) implements Event {}

  /** The DID document or handle may have changed. */
  record Identity(Did did, @Nullable Handle handle) implements Event {}

  /** The account's hosting status; {@code status} says why it is not active. */
  record Account(Did did, boolean active, @Nullable String status) implements Event {}

  /** {@code #commit} and its like. */
  default String type() {
    return switch (this) {
      case Commit _ -> "#commit";
      case Sync _ -> "#sync";
      case Identity _ -> "#identity";
      case Account _ -> "#account";
    };
  }

  /** The message as subscribers receive it: header and payload, both canonical. */
  default byte[] frame(long seq, Instant time) {
    String at = TIME.format(time);
    var writer = Frames.header(type(), this instanceof Commit c ? c.blocks().length() + 512 : 256);
    switch (this) {
      case Commit commit -> write(writer, commit, seq, at);
      case Sync sync -> {
        writer.map(5).text("did").text(sync.did().value()).text("rev").text(sync.rev().value());
        writer.text("seq").integer(seq).text("time").text(at).text("blocks").bytes(sync.blocks());
      }
      case Identity identity -> {
        Handle handle = identity.handle();
        writer.map(handle == null ? 3 : 4).text("did").text(identity.did().value());
        writer.text("seq").integer(seq).text("time").text(at);
        if (handle != null) {
          writer.text("handle").text(handle.value());
        }
      }
      case Account account -> {
        String status = account.status();
        writer.map(status == null ? 4 : 5).text("did").text(account.did().value());
        writer.text("seq").integer(seq).text("time").text(at);
        writer.text("active").bool(account.active());
        if (status != null) {
          writer.text("status").text(status);
        }
      }
    }
    return writer.toByteArray();
  }

  private static void write(CborWriter writer, Commit commit, long seq, String time) {
    writer.map(commit.prevData() == null ? 11 : 12).text("ops").array(commit.ops().size());
    commit.ops().forEach(op -> write(writer, op));
    writer.text("rev").text(commit.rev().value()).text("seq").integer(seq);
    writer.text("repo").text(commit.did().value()).text("time").text(time);
    writer.text("blobs").array(0).text("since");
    if (commit.since() == null) {
      writer.nil();
    } else {
      writer.text(commit.since().value());
    }
    writer.text("blocks").bytes(commit.blocks()).text("commit").link(commit.commit());
    writer.text("rebase").bool(false).text("tooBig").bool(false);
    if (commit.prevData() != null) {
      writer.text("prevData").link(commit.prevData());
    }
  }

  private static void write(CborWriter writer, RepoOp op) {
    switch (op) {
      case RepoOp.Create create -> writer.map(3).text("cid").link(create.cid());
      case RepoOp.Update update -> writer.map(4).text("cid").link(update.cid());
      case RepoOp.Delete _ -> writer.map(4).text("cid").nil();
    }
    writer.text("path").text(op.path().toString());
    switch (op) {
      case RepoOp.Create _ -> {}
      case RepoOp.Update update -> writer.text("prev").link(update.prev());
      case RepoOp.Delete delete -> writer.text("prev").link(delete.prev());
    }
    writer.text("action").text(op.action());
  }

  /** A form to store until the event has its place and time: a frame with neither. */
  default Bytes toOutbox() {
    return Bytes.wrap(frame(0, Instant.EPOCH));
  }

  static Event fromOutbox(Bytes stored) {
    return Frames.decode(stored).event();
  }
}
