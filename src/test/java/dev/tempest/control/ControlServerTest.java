package dev.tempest.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.cli.ExitCode;
import dev.tempest.cli.TestCommands;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int SLOTS = 16;

  @TempDir Path dataDir;
  private ControlServer server;

  private void start() {
    server = new ControlServer(dataDir, TestCommands.line(), JSON);
    server.start();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop();
    }
  }

  private record Outcome(int exit, String out, String err) {}

  private Outcome run(String... arguments) {
    try (var connection = new ControlClient(dataDir, JSON).connect().orElseThrow()) {
      return run(connection, arguments);
    }
  }

  private static Outcome run(ControlClient.Connection connection, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var request = new Request(List.of(arguments), "/home/op", false, Map.of("secret", "Straße"));
    int exit = connection.run(request, out, err);
    return new Outcome(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void runsACommandForAClient() {
    start();
    assertThat(run("greet", "alice"))
        .isEqualTo(new Outcome(0, "hello alice of Straße in /home/op/file\n", "thinking\n"));
    assertThat(run("greet", "nobody"))
        .isEqualTo(new Outcome(ExitCode.NOT_FOUND, "", "thinking\nnobody is here\n"));
    assertThat(run("greet", "--what").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void runsOnlyWhatIsForTheServer() {
    start();
    for (String name : List.of("alone", "free")) {
      var outcome = run(name);
      assertThat(outcome.exit()).isEqualTo(ExitCode.FAILED);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err()).contains("does not run inside the server");
    }
  }

  @Test
  void aCommandThatBreaksKeepsNoSlot() {
    start();
    for (int i = 0; i < SLOTS; i++) {
      assertThatThrownBy(() -> run("broken")).hasMessageContaining("the server ended");
    }
    assertThat(run("greet").exit()).isZero();
  }

  @Test
  @Timeout(30)
  void aClientThatAsksForNothingKeepsNoSlot() throws IOException {
    server =
        new ControlServer(dataDir, TestCommands.line(), JSON, Thread::new, Duration.ofMillis(100));
    server.start();
    var silent = new ArrayList<SocketChannel>();
    for (int i = 0; i < SLOTS; i++) {
      silent.add(SocketChannel.open(ControlSocket.address(dataDir).orElseThrow()));
    }
    for (var client : silent) {
      assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      client.close();
    }
    // a busy machine may take longer than that to ask, and to clear the slots
    await().ignoreExceptions().untilAsserted(() -> assertThat(run("greet").exit()).isZero());
  }

  @Test
  @Timeout(30)
  void goesOnWhenAClientCannotBeServed() {
    var failures = new AtomicInteger(1);
    server =
        new ControlServer(
            dataDir,
            TestCommands.line(),
            JSON,
            work -> {
              if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return new Thread(work);
            },
            Duration.ofSeconds(10));
    server.start();
    assertThatThrownBy(() -> run("greet")).isInstanceOf(RuntimeException.class);
    assertThat(run("greet").exit()).isZero();
  }

  @Test
  void endsTheCommandOfAClientThatLeaves() throws InterruptedException {
    start();
    TestCommands.Slow.prepare();
    var connection = new ControlClient(dataDir, JSON).connect().orElseThrow();
    var left = CompletableFuture.runAsync(() -> run(connection, "slow"));
    assertThat(TestCommands.Slow.begun.await(10, TimeUnit.SECONDS)).isTrue();
    connection.close();
    assertThat(TestCommands.Slow.ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(left).failsWithin(10, TimeUnit.SECONDS);
    assertThat(run("greet").exit()).isZero();
  }

  @Test
  void endsCommandsWhenItStops() throws InterruptedException {
    start();
    TestCommands.Slow.prepare();
    var waiting = CompletableFuture.supplyAsync(() -> run("slow"));
    assertThat(TestCommands.Slow.begun.await(10, TimeUnit.SECONDS)).isTrue();
    server.stop();
    assertThat(waiting)
        .succeedsWithin(10, TimeUnit.SECONDS)
        .satisfies(
            outcome -> {
              assertThat(outcome.exit()).isEqualTo(ExitCode.FAILED);
              assertThat(outcome.err()).contains("the server stops");
            });
    assertThat(dataDir.resolve(".control")).doesNotExist();
    assertThat(new ControlClient(dataDir, JSON).connect()).isEmpty();
  }

  @Test
  void takesADeadServersSocketOver() throws IOException {
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(dataDir.resolve(".control")));
    }
    assertThat(dataDir.resolve(".control")).exists();
    assertThat(new ControlClient(dataDir, JSON).connect()).isEmpty();
    start();
    assertThat(run("greet").exit()).isZero();
  }

  @Test
  void isForItsOwnUserOnly() throws IOException {
    start();
    assertThat(Files.getPosixFilePermissions(dataDir.resolve(".control")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void goesWithoutWhereThePathIsTooLong() throws IOException {
    dataDir = Files.createDirectories(dataDir.resolve("long".repeat(30)));
    start();
    assertThat(dataDir.resolve(".control")).doesNotExist();
    assertThat(new ControlClient(dataDir, JSON).connect()).isEmpty();
  }

  @Test
  void aServerThatDiesIsNoSuccess() throws IOException {
    try (var dying = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dying.bind(UnixDomainSocketAddress.of(dataDir.resolve(".control")));
      try (var connection = new ControlClient(dataDir, JSON).connect().orElseThrow()) {
        var death =
            CompletableFuture.runAsync(
                () -> {
                  try (var client = dying.accept()) {
                    client.shutdownOutput();
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
        assertThatThrownBy(() -> run(connection, "greet"))
            .isInstanceOf(RuntimeException.class)
            .hasMessageContaining("server");
        assertThat(death).succeedsWithin(10, TimeUnit.SECONDS);
      }
    }
  }
}
