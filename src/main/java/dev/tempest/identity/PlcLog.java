package dev.tempest.identity;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The embedded directory's file: a JSON line per accepted operation, in the order of acceptance.
 * What was nullified follows from the order.
 */
final class PlcLog implements AutoCloseable {
  /** One accepted operation. */
  record Entry(Did did, PlcOperation operation, Instant createdAt) {
    private static Entry parse(String line) {
      var json = JsonShape.object(DagJson.parse(line), "log entry");
      return new Entry(
          new Did(JsonShape.text(json, "did")),
          PlcOperation.of(JsonShape.field(json, "operation")),
          Instant.parse(JsonShape.text(json, "createdAt")));
    }

    /** As {@code /log/audit} of a directory shows it. */
    Node.Obj json(boolean nullified) {
      var fields = new LinkedHashMap<String, Node>();
      fields.put("did", new Node.Text(did.value()));
      fields.put("operation", operation.json());
      fields.put("cid", new Node.Text(operation.cid().toString()));
      fields.put("nullified", new Node.Bool(nullified));
      fields.put("createdAt", new Node.Text(createdAt.toString()));
      return new Node.Obj(fields);
    }
  }

  private final FileChannel channel;
  private final List<Entry> found;

  private PlcLog(FileChannel channel, List<Entry> found) {
    this.channel = channel;
    this.found = found;
  }

  /** Cuts off half a line that a crash left: its operation was never accepted. */
  static PlcLog open(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().normalize().getParent());
      String text = Files.exists(file) ? Files.readString(file) : "";
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      var channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
              .truncate(whole.getBytes(StandardCharsets.UTF_8).length);
      channel.position(channel.size());
      return new PlcLog(channel, whole.lines().map(Entry::parse).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the file held when it was opened. */
  List<Entry> found() {
    return found;
  }

  /** On disk when this returns. */
  void append(Entry entry) {
    String line = DagJson.format(entry.json(false)) + "\n";
    try {
      var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
