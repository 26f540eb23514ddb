package dev.tempest.sync;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.fault.Refusal;
import dev.tempest.record.RepoExport;
import dev.tempest.stream.ChunkStream;
import dev.tempest.stream.Connections;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends repositories to clients of any speed but none. An export holds a connection to the database
 * and a thread, so there are few at once.
 */
@Singleton
final class CarStream {
  /** Fewer than the storage allows, which is too late to refuse: the answer has begun by then. */
  static final int MOST_AT_ONCE = 24;

  private static final Logger LOG = Logger.getLogger(CarStream.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RepoExport export;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  CarStream(RepoExport export) {
    this.export = export;
  }

  /** What writes an answer once its head is out. */
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /** One of the places, given back once. */
  private final class Place {
    private final AtomicBoolean taken = new AtomicBoolean(true);

    void giveBack() {
      if (taken.getAndSet(false)) {
        places.release();
      }
    }
  }

  /** The repository as the answer to {@code exchange}. */
  Body open(Did did, @Nullable Tid since, RoutingContext exchange) {
    if (!places.tryAcquire()) {
      throw new Refusal.Unavailable("Too many exports at once; try again shortly");
    }
    var place = new Place();
    exchange.addEndHandler(end -> place.giveBack()); // nobody may ask for the body
    return body -> {
      try {
        send(did, since, exchange.request(), body);
      } finally {
        place.giveBack();
      }
    };
  }

  private void send(Did did, @Nullable Tid since, HttpServerRequest request, OutputStream body)
      throws IOException {
    var chunks = new ChunkStream(request, body, PATIENCE);
    try {
      export.write(did, since, chunks);
      chunks.finish();
    } catch (UncheckedIOException | IOException gone) {
      LOG.debugf("event=export_ended did=%s cause=%s", did, gone.getMessage());
      Connections.drop(Connections.channelOf(request));
    } catch (RuntimeException bug) {
      if (chunks.hasBegun()) {
        Connections.drop(Connections.channelOf(request));
      }
      throw bug;
    }
  }
}
