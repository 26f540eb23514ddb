package dev.tempest.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.cli.OperatorCommandLine;
import dev.tempest.sqlite.DataDir;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Takes operators' commands, in the process that holds the volume. */
@Singleton
public final class ControlServer {
  private static final Logger LOG = Logger.getLogger(ControlServer.class);
  private static final int MOST_AT_ONCE = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path dataDir;
  private final OperatorCommandLine commands;
  private final ObjectMapper json;
  private final ThreadFactory threads;
  private final Duration requestLimit;
  private final Set<ControlSession> sessions = ConcurrentHashMap.newKeySet();
  private @Nullable ServerSocketChannel listening;

  @Inject
  ControlServer(DataDir dataDir, CommandLine.IFactory factory, ObjectMapper json) {
    this(dataDir.root(), OperatorCommandLine.ofTempest(factory), json);
  }

  public ControlServer(Path dataDir, OperatorCommandLine commands, ObjectMapper json) {
    this(
        dataDir,
        commands,
        json,
        Thread.ofPlatform().name("command").daemon().factory(),
        REQUEST_LIMIT);
  }

  ControlServer(
      Path dataDir,
      OperatorCommandLine commands,
      ObjectMapper json,
      ThreadFactory threads,
      Duration requestLimit) {
    this.dataDir = dataDir;
    this.commands = commands;
    this.json = json;
    this.threads = threads;
    this.requestLimit = requestLimit;
  }

  /** Needs the volume's lock, so that a socket that is there already is a dead server's. */
  public void start() {
    var address = ControlSocket.address(dataDir);
    if (address.isEmpty()) {
      LOG.warnf(
          "event=no_control_socket: the path %s is too long for a socket, so commands that need the"
              + " volume run only while the server is stopped. A shorter TEMPEST_DATA_DIR helps",
          ControlSocket.path(dataDir));
      return;
    }
    try {
      var channel = listen(address.get());
      listening = channel;
      Thread.ofPlatform().name("control").daemon().start(() -> accept(channel));
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warnf(
          "event=no_control_socket: commands that need the volume run only while the server is"
              + " stopped: %s",
          e);
    }
  }

  private static ServerSocketChannel listen(UnixDomainSocketAddress address) throws IOException {
    Files.deleteIfExists(address.getPath());
    var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    boolean done = false;
    try {
      channel.bind(address);
      Files.setPosixFilePermissions(
          address.getPath(), PosixFilePermissions.fromString("rw-------"));
      done = true;
      return channel;
    } finally {
      if (!done) {
        channel.close();
      }
    }
  }

  private void accept(ServerSocketChannel channel) {
    while (true) {
      try {
        serve(channel.accept());
      } catch (ClosedChannelException stopped) {
        return;
      } catch (IOException | RuntimeException | Error e) { // the thread's root
        LOG.errorf("event=control_failed: a command did not get through: %s", e);
        LockSupport.parkNanos(PAUSE_NANOS); // too many files or threads will not pass at once
      }
    }
  }

  private void serve(SocketChannel client) throws IOException {
    if (sessions.size() >= MOST_AT_ONCE) {
      client.close();
      return;
    }
    var session = new ControlSession(client, commands, json, requestLimit);
    sessions.add(session);
    boolean started = false;
    try {
      session.start(threads, () -> sessions.remove(session));
      started = true;
    } finally {
      if (!started) {
        sessions.remove(session);
        client.close();
      }
    }
  }

  /** Takes no more commands, and has those that run end at their next step. */
  public void stop() {
    var channel = listening;
    if (channel == null) {
      return;
    }
    try {
      channel.close();
      Files.deleteIfExists(ControlSocket.path(dataDir));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sessions.forEach(ControlSession::abandon);
    sessions.forEach(session -> session.join(PATIENCE));
  }
}
