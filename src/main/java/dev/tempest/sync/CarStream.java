package dev.tempest.sync;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.record.RepoExport;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends repositories to clients of any speed but none. An export holds a connection to the database
 * and a thread, so a client that takes nothing for a while is cut off.
 */
@Singleton
final class CarStream {
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);
  private static final int BUFFER_BYTES = 64 * 1024;

  /** How much may wait to be written; the thread need not wake up for less. */
  private static final int QUEUE_BYTES = 512 * 1024;

  private final RepoExport export;
  private final Vertx vertx;

  CarStream(RepoExport export, Vertx vertx) {
    this.export = export;
    this.vertx = vertx;
  }

  /** Writes the repository as the body of {@code request}'s answer, which {@code body} leads to. */
  void send(Did did, @Nullable Tid since, HttpServerRequest request, OutputStream body)
      throws IOException {
    request.response().setWriteQueueMaxSize(QUEUE_BYTES);
    var paced = new PacedStream(body);
    long timer =
        vertx.setPeriodic(
            CHECK_INTERVAL.toMillis(),
            tick -> {
              if (paced.isBlockedFor(STALL_TIMEOUT)) {
                Connections.drop(Connections.channelOf(request));
              }
            });
    try (var buffered = new BufferedOutputStream(paced, BUFFER_BYTES)) {
      export.write(did, since, buffered);
    } finally {
      vertx.cancelTimer(timer);
    }
  }
}
