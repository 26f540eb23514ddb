package dev.tempest.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.cli.ExitCode;
import dev.tempest.cli.GivenAnswers;
import dev.tempest.cli.Invocation;
import dev.tempest.cli.OnVolume;
import dev.tempest.cli.OperatorCommand;
import dev.tempest.cli.OperatorCommandLine;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** One client and its command. */
final class ControlSession {
  private static final Logger LOG = Logger.getLogger(ControlSession.class);

  private final SocketChannel client;
  private final OperatorCommandLine commands;
  private final ObjectMapper json;
  private final Duration requestLimit;
  private volatile boolean asked;
  private volatile boolean abandoned;
  private @Nullable Thread thread;

  /** A client that has sent no request within {@code requestLimit} is sent away. */
  ControlSession(
      SocketChannel client,
      OperatorCommandLine commands,
      ObjectMapper json,
      Duration requestLimit) {
    this.client = client;
    this.commands = commands;
    this.json = json;
    this.requestLimit = requestLimit;
  }

  void start(ThreadFactory threads, Runnable atEnd) {
    var serving =
        threads.newThread(
            () -> {
              try {
                serve();
              } finally {
                atEnd.run();
              }
            });
    serving.start();
    thread = serving;
  }

  void abandon() {
    abandoned = true;
  }

  void join(Duration patience) {
    try {
      if (thread != null && !thread.join(patience)) {
        LOG.warn("event=command_abandoned: a command did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    try (client) {
      var in = new DataInputStream(Channels.newInputStream(client));
      CompletableFuture.delayedExecutor(requestLimit.toMillis(), TimeUnit.MILLISECONDS)
          .execute(this::endSilence);
      var request = json.readValue(Frame.read(in).content().unwrap(), Request.class);
      asked = true;
      Thread.ofVirtual().name("command-client").start(() -> watch(in));
      var out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(client)));
      int code = run(request, out);
      synchronized (out) {
        Frame.exit(code).write(out);
      }
    } catch (AsynchronousCloseException silent) {
      LOG.info("event=command_client_silent: it asked for nothing");
    } catch (IOException gone) {
      LOG.infof("event=command_client_gone: %s", gone.getMessage());
    } catch (RuntimeException e) { // the thread's root
      LOG.error("event=command_failed", e);
    }
  }

  private void endSilence() {
    if (!asked) {
      try {
        client.close();
      } catch (IOException e) {
        LOG.warnf("event=command_client_stuck: %s", e);
      }
    }
  }

  /** A client says nothing after its request, so that its silence ends when it leaves. */
  private void watch(DataInputStream in) {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException gone) {
      // as below
    }
    abandoned = true;
  }

  private int run(Request request, DataOutputStream socket) {
    var out = writer(socket, Frame.Kind.OUT);
    var err = writer(socket, Frame.Kind.ERR);
    try {
      return commands.execute(
          request.arguments(),
          out,
          err,
          (command, parsed) -> run(request, command, parsed, out, err));
    } finally {
      out.flush();
      err.flush();
    }
  }

  private int run(
      Request request,
      OperatorCommand command,
      ParseResult parsed,
      PrintWriter out,
      PrintWriter err) {
    var mark = command.getClass().getAnnotation(OnVolume.class);
    if (mark == null || !mark.besideServer()) {
      err.println("this command does not run inside the server");
      return ExitCode.FAILED;
    }
    String name = parsed.asCommandLineList().getLast().getCommandSpec().qualifiedName();
    int code =
        command.execute(
            new GivenAnswers(request.answers()),
            new Invocation(
                out, err, Path.of(request.directory()), request.watched(), () -> abandoned, json),
            OperatorCommand.Place.HERE);
    LOG.infof("event=command_run command=\"%s\" exit=%d abandoned=%s", name, code, abandoned);
    return code;
  }

  private static PrintWriter writer(DataOutputStream socket, Frame.Kind kind) {
    return new PrintWriter(
        new OutputStreamWriter(new FrameStream(socket, kind), StandardCharsets.UTF_8), true);
  }
}
