package dev.tempest.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.atproto.data.Bytes;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Has commands run by the server that holds a volume. */
public final class ControlClient {
  private final Path dataDir;
  private final ObjectMapper json;

  public ControlClient(Path dataDir, ObjectMapper json) {
    this.dataDir = dataDir;
    this.json = json;
  }

  /** A server that takes commands. */
  public final class Connection implements AutoCloseable {
    private final SocketChannel channel;

    private Connection(SocketChannel channel) {
      this.channel = channel;
    }

    /** Passes the command's output on as it comes; returns its exit code. */
    public int run(Request request, OutputStream out, OutputStream err) {
      try {
        var socket =
            new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
        new Frame(Frame.Kind.REQUEST, Bytes.wrap(json.writeValueAsBytes(request))).write(socket);
        return await(new DataInputStream(Channels.newInputStream(channel)), out, err);
      } catch (EOFException e) {
        throw new IllegalStateException(
            "the server ended before the command did: look at what was done", e);
      } catch (IOException e) {
        throw new UncheckedIOException("the server's control socket", e);
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

  /** Empty when nobody listens. */
  public Optional<Connection> connect() {
    return ControlSocket.address(dataDir)
        .flatMap(
            address -> {
              try {
                return Optional.of(new Connection(SocketChannel.open(address)));
              } catch (IOException nobody) {
                return Optional.empty();
              }
            });
  }

  private static int await(DataInputStream socket, OutputStream out, OutputStream err)
      throws IOException {
    while (true) {
      var frame = Frame.read(socket);
      switch (frame.kind()) {
        case OUT -> pass(frame, out);
        case ERR -> pass(frame, err);
        case EXIT -> {
          return frame.exitCode();
        }
        case REQUEST -> throw new IOException("the server asks for a command");
      }
    }
  }

  private static void pass(Frame frame, OutputStream stream) throws IOException {
    stream.write(frame.content().unwrap());
    stream.flush();
  }
}
