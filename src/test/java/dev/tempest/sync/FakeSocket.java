package dev.tempest.sync;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.CborReader;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.Limits;
import dev.tempest.atproto.data.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A connection that writes when the test lets it. */
final class FakeSocket implements FrameSocket {
  private final List<Bytes> received = new ArrayList<>();
  private final ArrayDeque<Burst> waiting = new ArrayDeque<>();
  private boolean writes = true;
  private long unwrittenBytes;
  private int unwrittenFrames;
  private long mostBytes;
  private int mostFrames;
  private int status;
  private String reason = "";
  private boolean aborted;

  private record Burst(List<Bytes> frames, Runnable written) {
    long bytes() {
      return frames.stream().mapToLong(Bytes::length).sum();
    }
  }

  @Override
  public synchronized void write(List<Bytes> frames, Runnable written) {
    var burst = new Burst(List.copyOf(frames), written);
    waiting.addLast(burst);
    unwrittenBytes += burst.bytes();
    unwrittenFrames += frames.size();
    mostBytes = Math.max(mostBytes, unwrittenBytes);
    mostFrames = Math.max(mostFrames, unwrittenFrames);
    if (writes) {
      writeAll();
    }
  }

  /** From now on nothing leaves until the test says so. */
  synchronized void stall() {
    writes = false;
  }

  synchronized void resume() {
    writes = true;
    writeAll();
  }

  /** Lets one burst leave; false when there is none. */
  synchronized boolean writeOne() {
    Burst burst = waiting.pollFirst();
    if (burst == null) {
      return false;
    }
    unwrittenBytes -= burst.bytes();
    unwrittenFrames -= burst.frames().size();
    received.addAll(burst.frames());
    burst.written().run();
    return true;
  }

  private void writeAll() {
    while (writeOne()) {}
  }

  @Override
  public synchronized void close(int closeStatus, String closeReason) {
    status = closeStatus;
    reason = closeReason;
  }

  @Override
  public synchronized void abort() {
    aborted = true;
  }

  synchronized boolean isAborted() {
    return aborted;
  }

  synchronized String closing() {
    return status == 0 ? "open" : status + " " + reason;
  }

  synchronized long mostBytes() {
    return mostBytes;
  }

  synchronized int mostFrames() {
    return mostFrames;
  }

  synchronized int unwrittenFrames() {
    return unwrittenFrames;
  }

  /** What was received, a frame each: {@code seq 7}, {@code info Name} or {@code error Name}. */
  synchronized List<String> messages() {
    return received.stream().map(FakeSocket::describe).toList();
  }

  static String describe(Bytes frame) {
    byte[] content = frame.unwrap();
    var reader = new CborReader(content, 0, content.length, Limits.FRAME);
    var header = (Node.Obj) DagCbor.read(reader);
    var payload = (Node.Obj) DagCbor.read(reader);
    reader.requireEnd();
    if (header.fields().get("op") instanceof Node.Int(long op) && op == -1) {
      return "error " + ((Node.Text) payload.fields().get("error")).value();
    }
    return payload.fields().get("seq") instanceof Node.Int(long seq)
        ? "seq " + seq
        : "info " + ((Node.Text) payload.fields().get("name")).value();
  }
}
