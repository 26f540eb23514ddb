package dev.tempest.blob;

import dev.tempest.stream.ChunkStream;
import dev.tempest.stream.Connections;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * A blob, or a part of one, on its way to a client of any speed but none. What cannot be read to
 * its end drops the connection: nobody takes a part for the whole.
 */
final class BlobStream {
  private static final Logger LOG = Logger.getLogger(BlobStream.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BUFFER_BYTES = 16 * 1024;

  private final InputStream content;
  private final HttpServerRequest request;
  private final BlobMetrics metrics;
  private volatile boolean ended;

  /** Closes {@code content} when the exchange ends, however it does. */
  BlobStream(InputStream content, RoutingContext exchange, BlobMetrics metrics) {
    this.content = content;
    this.request = exchange.request();
    this.metrics = metrics;
    exchange.addEndHandler(end -> close());
  }

  void writeTo(OutputStream framework) {
    var out = new ChunkStream(request, framework, PATIENCE);
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int read = read(buffer); read >= 0; read = read(buffer)) {
        out.write(buffer, 0, read);
        metrics.served(read);
      }
      out.finish();
    } catch (IOException e) {
      LOG.debugf("event=blob_ended cause=%s", e.getMessage());
      Connections.drop(Connections.channelOf(request));
    } finally {
      close();
    }
  }

  private int read(byte[] buffer) throws IOException {
    try {
      return content.read(buffer);
    } catch (IOException e) {
      if (!ended) {
        LOG.errorf("event=blob_unreadable request=%s: %s", request.uri(), e);
      }
      throw e;
    }
  }

  private void close() {
    ended = true;
    try {
      content.close();
    } catch (IOException e) {
      LOG.debugf("event=blob_not_closed cause=%s", e.getMessage());
    }
  }
}
