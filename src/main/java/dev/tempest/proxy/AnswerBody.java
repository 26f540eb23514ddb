package dev.tempest.proxy;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.fault.Refusal;
import dev.tempest.stream.ChunkStream;
import dev.tempest.stream.Connections;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Gives an answer to the client that waits for it. */
public final class AnswerBody {
  private static final Logger LOG = Logger.getLogger(AnswerBody.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ProxyAnswer answer;
  private final HttpServerRequest request;

  public AnswerBody(ProxyAnswer answer, RoutingContext exchange) {
    this.answer = answer;
    this.request = exchange.request();
  }

  /** An answer that breaks off is not ended properly: nobody must take a part for the whole. */
  public void writeTo(OutputStream framework) throws IOException {
    var chunks = new ChunkStream(request, framework, PATIENCE);
    try (var content = answer.content()) {
      for (Bytes piece = content.next(); piece != null; piece = content.next()) {
        chunks.write(piece.unwrap(), 0, piece.length());
      }
      chunks.finish();
    } catch (IOException | Refusal broken) {
      LOG.debugf("event=proxied_answer_ended cause=%s", broken.getMessage());
      Connections.drop(Connections.channelOf(request));
    }
  }
}
